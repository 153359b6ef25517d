// What is shown comes from editor.py, and every change goes there: here is only what a browser must do.
const make = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}
let lists = 0 // of completions: each needs an id of its own on the page

// as people compare: without capitals and marks
const plain = text => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("đ", "d")

function meant(typed, choices) {
  const low = plain(typed)
  const [isOne, begins] = [([value]) => value === typed, ([value]) => value.startsWith(low)]
  const [isCalled, holds] = [([, shown]) => plain(shown) === low, ([, shown]) => plain(shown).includes(low)]
  const isPrinted = ([, shown]) => plain(shown).startsWith(`${low} `) // a number, before its metric
  const fitting = typed ? [isOne, isCalled, isPrinted, begins, holds].map(test => choices.filter(test)) : []
  return fitting.find(fits => fits.length === 1)?.[0][0] ?? typed
}

function render({ model, el }) {
  const [words, fields, asks] = [model.get("words"), model.get("fields"), model.get("forms")]
  const seen = [] // lines of the numbers looked at, the present one last
  const [inputs, marks, decisions, forms] = [{}, {}, {}, {}]
  let added = "" // the column to which a value was added
  let isAsked = false // whether a decision waits for its answer
  let isAnswer = false // whether a field was sent

  const line = () => seen.at(-1)
  const rowOf = at => model.get("rows")[at]
  const decide = cells => line() && model.send({ do: "decide", line: line(), cells })
  const settle = candidate => {
    root.focus() // a button that was clicked keeps no key
    isAsked = true
    decide({ candidate })
  }
  const next = () => {
    const all = model.get("pieces").map(piece => piece[1]).filter(at => at)
    const from = all.indexOf(line()) + 1
    const others = [...all.slice(from), ...all.slice(0, from)].filter(at => at !== line())
    look(others.find(at => rowOf(at).candidate === "unsure" || model.get("problems")[at]) ?? others[0])
  }
  const back = () => {
    root.focus()
    if (seen.length > 1) look(seen.splice(-2)[0])
  }
  const KEYS = { n: next, p: back, f: () => settle("figure"), x: () => settle("exclusion") }
  const button = (name, act, key) =>
    make("button", { type: "button", textContent: key ? `${words[name]} (${key})` : words[name], onclick: act })

  const progress = make("b", { role: "status" })
  const accept = button("accept", () => {
    root.focus() // a disabled button hears no key
    accept.disabled = true
    model.send({ do: "accept" })
  })
  const bar = make("div", { className: "bar" }, progress, button("next", next, "n"), button("back", back, "p"), accept)
  bar.append(button("reload", () => model.send({ do: "reload" })))
  const said = make("pre", { className: "said", role: "status" })
  const wrong = make("div", { className: "said wrong", role: "alert" })
  const text = make("div", { className: "text", lang: "vi" })
  const printed = make("h3", { textContent: words.hint })
  for (const name of ["figure", "exclusion", "unsure"])
    decisions[name] = button(name, () => settle(name), { figure: "f", exclusion: "x" }[name])
  const column = one => [field(one), ...(asks[one[0]] ? [form(one[0])] : [])]
  const more = make("details", {}, make("summary", {}, words.more), ...fields.slice(7, -1).map(field))
  const all = make("div", { hidden: true }, ...fields.slice(0, 7).flatMap(column), more, field(fields.at(-1)))
  all.prepend(make("div", { className: "bar" }, ...Object.values(decisions)))
  const panel = make("div", { className: "panel" }, printed, all)
  const root = make("div", { className: "review-editor", tabIndex: -1 }, bar, said, wrong, text, panel)
  root.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    event.stopPropagation() // to JupyterLab, where x cuts the cell, and r in a select takes its output away
    const isTyped = event.target.matches("input, select")
    if (isTyped && ["Enter", "Escape"].includes(event.key)) root.focus() // ends the typing, and so saves it
    if (isTyped || event.repeat || !KEYS[event.key]) return
    event.preventDefault()
    KEYS[event.key]()
  })

  // what a value that no vocabulary has is asked for
  function form(column) {
    const made = make("details", {}, make("summary", {}, words[column]), ...asks[column].map(field))
    const typed = () => asks[column].map(([name]) => [name.slice(column.length + 1), valueOf(name)])
    const send = () => {
      added = column
      model.send({ do: "add", line: line(), column, cells: Object.fromEntries(typed()) })
    }
    made.append(button("add", send))
    made.addEventListener("keydown", event => {
      if (event.key === "Enter" && event.target.matches("input:not([list])")) send()
    })
    return (forms[column] = made)
  }

  function valueOf(name) {
    const { input, kind, choices } = inputs[name]
    return kind === "list" ? meant(input.value, choices) : input.value
  }

  function offer(one, choices) {
    one.choices = choices
    one.offered.replaceChildren(...choices.map(([value, shown]) => make("option", { value, label: shown })))
  }

  function field([name, word, kind, choices]) {
    const input = make(kind === "select" ? "select" : "input", { name })
    const [note, complaint] = [make("small"), make("span", { className: "wrong" })]
    const label = make("label", { className: "field" }, word, input, note, complaint)
    const one = (inputs[name] = { input, label, note, complaint, kind, offered: input })
    if (kind === "list") {
      one.offered = make("datalist", { id: `review-editor-${lists++}` })
      label.append(one.offered)
      input.setAttribute("list", one.offered.id)
    }
    if (kind !== "text") offer(one, choices)
    if (name.includes(".")) return label // of a form: sent with the others
    let isPointed = false
    for (const kind of ["pointerdown", "keydown"]) input.addEventListener(kind, () => (isPointed = kind === "pointerdown"))
    // picked and not typed: the next key decides, and does not write here or choose again
    input.oninput = event => {
      const isTyped = /^(insertText|insertComp|delete)/.test(event.inputType ?? "")
      if (kind === "list" && !isTyped && one.choices.some(([value]) => value === input.value)) root.focus()
    }
    input.onchange = () => {
      isAnswer = true
      decide({ [name]: valueOf(name) })
      if (kind === "select" && isPointed) root.focus()
    }
    return label
  }

  function look(at) {
    if (at === undefined) return
    root.focus({ preventScroll: true }) // before the fields are another number's: what was typed is saved with its own
    if (at !== line()) seen.push(at)
    isAsked = false
    show(true)
    marks[at].scrollIntoView({ block: "nearest" })
  }

  function write() {
    text.replaceChildren()
    for (const [piece, at] of model.get("pieces")) {
      text.append(at ? (marks[at] = make("button", { type: "button", textContent: piece, onclick: () => look(at) })) : piece)
    }
  }

  function show(isAnother) {
    const problems = model.get("problems")
    progress.textContent = model.get("progress")
    said.textContent = model.get("said")
    accept.disabled = false
    for (const [at, mark] of Object.entries(marks)) {
      mark.className = `mark ${rowOf(at)?.candidate}${problems[at] ? " wrong" : ""}`
      mark.toggleAttribute("aria-current", Number(at) === line())
    }
    const row = rowOf(line())
    all.hidden = !row
    const general = [...(problems[0] ?? []), ...((row && problems[line()]) || []).filter(([name]) => !inputs[name])]
    wrong.textContent = general.map(([, told]) => told).join("\n")
    if (!row) return
    printed.textContent = row.printed
    for (const [name, one] of Object.entries(decisions)) one.setAttribute("aria-pressed", name === row.candidate)
    const told = Object.fromEntries(problems[line()] ?? [])
    for (const [name, { input, label, note, complaint }] of Object.entries(inputs)) {
      complaint.textContent = told[name] ?? ""
      if (name.includes(".")) {
        if (isAnother) input.value = "" // of a form, whose columns are for one number
        continue
      }
      const isDoubted = row.candidate === "unsure" && row.doubts.includes(name)
      label.className = `field${isDoubted ? " doubted" : ""}`
      label.hidden = !told[name] && row.candidate === (name === "reason" ? "figure" : "exclusion")
      note.textContent = [isDoubted && words.doubted, row.notes[name]].filter(Boolean).join(" · ")
      // what is refused, or is being typed, stays to be mended
      if (isAnother || (!told[name] && input !== root.getRootNode().activeElement)) input.value = row.cells[name]
    }
    for (const one of [more, ...Object.values(forms)]) one.hidden = row.candidate === "exclusion"
    if (added && !Object.keys(told).some(name => name.startsWith(`${added}.`))) {
      for (const [name] of asks[added]) inputs[name].input.value = ""
      forms[added].open = false
      root.focus()
    }
    more.open ||= fields.slice(7, -1).some(([name]) => told[name])
    const asked = [...fields, ...Object.values(asks).flat()].map(([name]) => name).find(name => told[name])
    const isNext = isAnswer && root.getRootNode().activeElement === root // Enter has ended the answer before
    // after a key, it can be pressed again
    if (asked && (isNext || added || (isAsked && asked !== "period_start"))) {
      inputs[asked].input.focus()
      inputs[asked].input.select?.() // what is typed is instead of a guess
    }
    isAsked = isAnswer = false
    added = ""
  }

  write()
  show(true)
  model.on("change:pieces", write)
  model.on("change:fields", () => {
    for (const [name, , kind, choices] of [...model.get("fields"), ...Object.values(model.get("forms")).flat()])
      if (kind === "list") offer(inputs[name], choices)
  })
  model.on("change:answered", () => show(false))
  el.append(root)
}
export default { render }
