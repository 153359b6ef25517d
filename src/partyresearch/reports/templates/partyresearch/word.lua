-- What only a screen shows is left out; a picture is the file that its button offers, complete and with its own colours.
function Figure(figure)
  local source, name
  figure:walk({
    Header = function(header) name = header.content end,
    Link = function(link)
      if link.target:match("^data:image/svg") then source = link.target end
    end,
  })
  local blocks = figure.content
  blocks:extend(figure.caption.long) -- not as a figure, whose blocks Word would get side by side
  return blocks:walk({
    Div = function(div)
      if div.classes:includes("narrow") then return {} end
      if div.classes:includes("wide") and source then
        return pandoc.Para({ pandoc.Image(name, source, "", { width = "6in" }) })
      end
    end,
    Span = function(span)
      if span.classes:includes("buttons") then return {} end
    end,
  })
end

-- Word has the title already
function Header(header)
  if header.level == 1 then return {} end
end
