"""What pages say, in English: every computed sentence and label, by key."""

ENGLISH: dict[str, str] = {
    "about.estimand": "**Estimand.** {text}",
    "about.assumption": "**Assumption.** {text}",
    "about.not_shown": "**Not shown.** {text}",
    "page.reports": "Reports",
    "page.all": "All reports",
    "page.notebook": "Notebook",
    "page.estimates": "Estimates (CSV)",
    "page.contents": "Contents",
    "page.failed": "Failed",
    "page.last_good": "What follows is the last good run.",
    "page.completed": "Completed {started}",
    "page.moment": "{day} {time} UTC",
    "page.data": "data {digest}",
    "page.none": "No report has been published here yet.",
    "model": "model",
    "open": "open",
    "percent": "{value} %",
    "interval": "{low} to {high}",
    "at_least": "at least {low}",
    "at_most": "at most {high}",
    "attainment.estimand": "Attainment: people admitted ÷ admissions that the target of the period asked for.",
    "attainment.assumption": (
        "A target that is not printed is worked out from the printed count and the printed percentage or bound: every "
        "whole number that fits, if the target is a number of people. The thin interval is model-based. It answers: "
        "which attainments would make the printed count no surprise, if a Poisson process with that mean ran again? "
        "({confidence} % confidence, outermost limits over the possible targets.) Admissions that are steered towards "
        "a quota need not behave so. Where only one end is known, it is that end of the two-sided interval."
    ),
    "attainment.not_shown": (
        "This does not show how committees that no article reports on did, or whether a target was ambitious; and "
        "shortfalls that an article reports in words, without a number, are not in it."
    ),
    "attainment.unscored": "Printed targets without a printed result that limits their attainment, not drawn: {what}.",
    "attainment.headline": (
        "Finished targets with a printed result, parts of another target not counted: {n} (committees: {committees}; of "
        "which more than a bound is known: {known}); reported as met: "
        "{met}, as missed: {missed}, not known: {undecided}."
    ),
    "attainment.headline_parts": (
        "Parts of another target: {n} (committees or groups of them: {committees}; of which more than a bound is known: "
        "{known}); reported as met: {met}, as missed: {missed}, not known: {undecided}."
    ),
    "attainment.headline_end": (
        "Resting on a disputed coding: {disputed} of {n}. The articles were not drawn at random, and shortfalls that they "
        "report without a number are not counted."
    ),
    "attainment.headline_none": "No finished target with a printed result is in the selection.",
    "attainment.refused": "No target with a printed result is in the selection: 0 found, 1 needed.",
    "intake.headline": "Numbers: {n}. Figures: {figures}, no figures: {exclusions}, to be decided: {unsure}.",
    "intake.nothing_unsure": "Nothing is left to be decided.",
    "intake.number": "number",
    "intake.key.unsure": "to be decided",
    "intake.key.exclusion": "no figure",
    "intake.column.printed": "printed",
    "intake.column.around": "words around it",
    "intake.column.metric": "metric",
    "intake.column.why": "rests on",
    "intake.column.group": "group",
    "intake.column.organisation_id": "organisation",
    "intake.column.period": "period",
    "intake.column.status": "status",
    "intake.column.bound": "bound",
    "intake.column.score": "score",
    "contradicted": "Selected figures that contradict other printed figures: {ids} (see partyresearch check).",
    "contradicted_none": "No selected figure contradicts another printed figure.",
    "view.more": "Further rows: {n}.",
    "none": "The selection has nothing of this kind.",
    "not_estimable": "{what}: not estimable ({why}).",
    "infinite": "no limit",
    "period.unknown": "period not printed",
    "period.until": "until {end}",
    "period.from": "from {start}",
    "period.quarter": "{year}Q{quarter}",
    "attainment.if": "{row}, if the target was {target}",
    "attainment.reading.half_up": "percentage rounded half up",
    "attainment.reading.truncated": "percentage truncated",
    "attainment.reading.half_up_truncated": "percentage rounded or truncated",
    "attainment.reading.printed": "target as printed",
    "attainment.reading.whole": "{printed}, read as a bound, of a whole target",
    "attainment.reading.literal": "{printed}, read as a bound",
    "attainment.short.rounded": "{low} %",
    "attainment.short.literal": "beyond {low} %",
    "attainment.short.conventional": "between {low} and {high} %",
    "disputed": "Without the figures whose coding is disputed, estimates that go: {n}, of {gone}.",
    "disputed_changed": "Without the figures whose coding is disputed, estimates that change: {n} ({rows}).",
    "disputed_end": "How far two coders agreed on what is disputed stands in the overview.",
    "disputed_row": "{before}; then {after}",
    "disputed_none": "Without the figures whose coding is disputed, every estimate stays as it is.",
    "attainment.of": "{part} of {whole}",
    "attainment.axis": "Admitted ÷ target (log scale)",
    "attainment.plain_axis": "Admitted ÷ target",
    "attainment.alt": (
        "Forest plot of attainment on a log axis, rows: {rows}. {lines} Thick: what rounding and bounds leave open; "
        "thin: model interval; arrow: only a bound is known; hollow: part of another organisation with a target; dotted line: target met exactly."
    ),
    "attainment.alt_empty": "An empty forest plot: no such row is in the selection.",
    "units.row": "{what}, {which}",
    "units.all": "all {n} targets",
    "units.known": "the {n} whose count and target are known up to rounding",
    "units.smallest_attainment": "Smallest attainment",
    "units.largest_attainment": "Largest attainment",
    "units.mean_of_ratios": "Mean of the ratios",
    "units.ratio_of_totals": "Ratio of the totals",
    "units.estimand": (
        "Finished targets of committees that lie within no other in this collection: the range of their attainments, "
        "the mean of the ratios (each target counts the same) and the ratio of the totals (each person counts the same)."
    ),
    "units.assumption": "Every count and target is known, up to rounding; no model.",
    "units.bounds": (
        "No model. Targets of which only a bound is known stay a bound, and so does whatever contains them: {rows}."
    ),
    "units.repeated": "One committee counts as often as it has finished targets; at most {n} times here.",
    "units.not_shown": (
        "This does not show by how much committees exceed their targets: the units are the ones that articles happened "
        "to report, in different years, and they are no sample."
    ),
    "units.refused": "Finished targets that lie within no other: 0 found, 1 needed.",
    "partition.estimand": (
        "Each total as a partition: the share of its admissions that each named part and the unnamed remainder had, "
        "and the attainment of the remainder."
    ),
    "partition.assumption": (
        "The remainder's target is what is left of the total's target after the parts' targets, if those add up. "
        "A part may have set a target of its own that does not enter the total's; then the remainder's is unknown."
    ),
    "partition.not_shown": "This does not show any single committee within the remainder.",
    "partition.remainder": "{whole} · remainder",
    "partition.read": "{row} ({reading})",
    "partition.conventional": "“more than” as the printed digits and something more",
    "partition.literal": "“more than” without an upper end",
    "partition.additive": "the parts' targets add up to the total's",
    "partition.impossible": "{whole}: the parts' counts or targets exceed the total's, so that they do not add up.",
    "partition.refused": "Totals of which parts of the same period are counted: 0 found, 1 needed.",
    "synthesis.headline": "Independent committees with a known count and target: {n}.",
    "synthesis.estimand": (
        "The attainment that independent committees have in common: its geometric mean (random effects), its mean "
        "(gamma-Poisson, the primary estimate), the range in which a further committee of the same kind would lie, "
        "and the same mean if only committees at or above 100 % are ever reported."
    ),
    "synthesis.assumption": (
        "Each committee enters once, with its latest finished target; committees differ at random around a common "
        "value and are independent of one another. Poisson counts given each committee's own attainment."
    ),
    "synthesis.not_shown": (
        "This does not show committees that no article reports on. If the press prefers successes, the mean of reported "
        "committees is too high; the truncated mean allows for that alone, and only if the model's form is right."
    ),
    "synthesis.refused": "{what}: {found} independent committees with a known count and target found, {needed} needed.",
    "synthesis.what.geometric_mean_attainment": "Mean attainment of committees",
    "synthesis.what.heterogeneity": "Differences between committees",
    "synthesis.what.new_attainment": "Attainment of a further committee",
    "synthesis.what.mean_attainment": "Gamma-Poisson mean attainment",
    "synthesis.what.shrunken_attainment": "Shrunken attainment of each committee",
    "synthesis.what.truncated_mean_attainment": "Mean attainment if only successes are reported",
    "synthesis.geometric_mean_attainment": "Geometric mean attainment of {n} committees",
    "synthesis.new_attainment": "A further committee, from {n} committees",
    "synthesis.mean_attainment": "Mean attainment of {n} committees",
    "synthesis.truncated_mean_attainment": "Mean attainment of {n} committees, if only successes are reported",
    "synthesis.tau": "Standard deviation between committees (log attainment), {n} committees",
    "synthesis.i2": "I², {n} committees",
    "synthesis.q": "Cochran's Q, {n} committees",
    "synthesis.truncated_missed": (
        "Mean attainment if only successes are reported: not applicable; committees not known to have met their "
        "target: {n} found, 0 needed."
    ),
    "synthesis.nobody": "{what}: nobody was admitted by {n} committees; there is no mean of nothing.",
    "synthesis.truncated_open": (
        "Mean attainment if only successes are reported: the likelihood of {n} committees has no maximum; the data do "
        "not tell it."
    ),
    "synthesis.what.funnel": "Funnel plot",
    "funnel.axis": "Target of the period (persons)",
    "funnel.alt": (
        "Funnel plot of attainment against target, committees: {n}; within the exact {confidence} % limits around "
        "100 %: {inside}; above: {above}; below: {below}."
    ),
    "funnel.alt_empty": "An empty funnel plot: no committee is in it.",
    "funnel.limits": "{confidence} % limits around 100 %",
    "admissions.headline": (
        "Printed admissions of everyone: {n}, of {organisations} organisations, from {first} to {last}; organisations "
        "with more than one period: {repeated}."
    ),
    "admissions.headline_undated": "Printed admissions of everyone without a printed year: {n}.",
    "admissions.estimand": "People admitted, as printed, with the period they were admitted in.",
    "admissions.assumption": (
        "These are printed counts; organisation and period are as coded (doubts stand under “disputed” in the "
        "table of figures). Months: the length of the period."
    ),
    "admissions.not_shown": (
        "This does not show a trend: different organisations in different years are no series, and learners of "
        "awareness classes are not admissions."
    ),
    "admissions.refused": "Printed admissions of everyone: 0 periods found, 1 needed.",
    "timeline.axis": "Year",
    "timeline.alt": "Timeline of admissions, rows: {rows}. {lines} Hollow: part of another organisation with a printed count.",
    "timeline.alt_empty": "An empty timeline: the selection has no printed admissions.",
    "members.estimand": "People admitted in a period ÷ party members at its end, who include them.",
    "members.assumption": (
        "The thin interval is model-based: every member at the end was newly admitted or not, independently and with "
        "the same probability (exact binomial, {confidence} % confidence, two-sided; ratios by Koopman's score interval). Where only a minimum of members is printed, the upper limit alone is known."
    ),
    "members.not_shown": (
        "This does not show growth: exits and transfers are not in it. It is no ranking, and no test of a difference. Part "
        "of a year is not comparable with a year."
    ),
    "members.ratio": "{one} over {other} · {period}",
    "members.refused": "Admissions with the members at the end of the period: 0 periods found, 1 needed.",
    "members.many_pairs": "Ratios of shares: {n} pairs of committees found, at most {most} are shown.",
    "stocks.estimand": "Members at one printed date less members at the date before; exits where they are printed.",
    "stocks.assumption": "These are printed counts; a date printed as a year or month alone is taken as its last day. Net growth mixes admissions, transfers and exits.",
    "stocks.not_shown": "This does not show admissions, and nothing of organisations with one printed stock.",
    "stocks.net": "net growth",
    "stocks.removed": "struck off the rolls",
    "stocks.members": "{before}; then {after}",
    "stocks.refused": "Organisations with members printed for two dates, or with printed exits: 0 found, 1 needed.",
    "growth.estimand": "Growth of admissions from one year to the next that separate committees have in common, as a ratio.",
    "growth.assumption": (
        "Full years of committees that lie within no other; the same yearly ratio for all, each committee at a level of "
        "its own. Two intervals: one lets a committee's years be correlated, the other lets all committees share a "
        "good or a bad year; the wider one counts."
    ),
    "growth.not_shown": (
        "This does not show why admissions grow or shrink, and nothing outside these committees and years. Shared shocks "
        "that last for years make both intervals too narrow (simulated in docs/coverage.md of the project)."
    ),
    "growth.refused": (
        "Growth from year to year: {found} committees with {each} or more comparable full years found, {needed} needed; "
        "{years} years found among them, {years_needed} needed."
    ),
    "growth.headline": (
        "Admissions of {n} committees over {years} years: times {ratio} from year to year ({confidence} % interval "
        "{low} to {high})."
    ),
    "growth.row": "{of}, {how}: {n} committees, {years} years",
    "growth.admissions": "Admissions from year to year",
    "growth.admissions_per_member": "Admissions per member from year to year",
    "growth.clustered": "errors by committee",
    "growth.year_effects": "year effects",
    "pace.tipping_share": "share of the year that meets the target exactly",
    "pace.repeating_share": "share of the year that repeats {year}",
    "pace.pace_needed": "needed per month for the rest",
    "pace.pace_so_far": "per month so far",
    "pace.pace_last_year": "per month in {year}",
    "pace.estimand": (
        "Which share of the year's admissions must fall in the counted part for the target to be met exactly, and which "
        "would merely repeat the year before; what remains per month."
    ),
    "pace.assumption": "None: arithmetic on printed counts.",
    "pace.assumption_implied": (
        "Where the target is not printed: the printed percentage is of the target of the whole period, and that target "
        "is a whole number. The rest is arithmetic on printed counts."
    ),
    "pace.not_shown": (
        "This does not show which share usually falls in this part of the year, and so not whether the target will be "
        "met: no article prints the admissions of a year month by month."
    ),
    "pace.headline": (
        "{row}: {count} admitted; the target of {target}{source} is met only if no more than {low} of the admissions of {whole} "
        "fall in {period} (spread evenly it would be {even}); no article says how many do."
    ),
    "pace.headline_set": (
        "{row}: {count} admitted; the target of {target}{source} is met for certain if no more than {low} of the admissions of "
        "{whole} fall in {period}, and missed if more than {high} do (spread evenly it would be {even}); no article says how many do."
    ),
    "pace.headline_met": "{row}: {count} admitted; the target of {target} is met already.",
    "pace.implied": " (worked out from a printed percentage, if that is of this target)",
    "pace.headline_repeat": "If {repeat} do, the year merely repeats {year} ({before}).",
    "pace.headline_more": "Further committees with part of a year against a target: {n}.",
    "pace.headline_without": "Committees with part of a year and no printed target for it: {n}.",
    "pace.refused": "Part of a year against the year's target: 0 committees found, 1 needed.",
    "pace.against": "{row}, against {year} · {method}",
    "pace.method.score": "score",
    "pace.method.exact": "exact conditional",
    "pace.season": "confounded with season",
    "pace.no_ratio": "Part of a year beside an earlier full year of the same committee: 0 found, 1 needed.",
    "pace.ratio_estimand": "Annualised rate of admissions in the counted part of the year ÷ rate of the last full year.",
    "pace.ratio_assumption": (
        "Model-based ({confidence} % confidence): both counts Poisson with constant rates within their periods. The part of the year has its season, "
        "the full year has all of them: the ratio is confounded with season, and no interval says by how much."
    ),
    "pace.ratio_not_shown": "This does not show acceleration: one part of a year cannot tell season from trend.",
    "pace.constant_pace": "{row} if the pace of {period} goes on",
    "pace.last_year": "{row} if the rest goes at the rate of {year}",
    "pace.no_projection": "Part of a year with an earlier full year to project it by: 0 found, 1 needed.",
    "pace.projected_estimand": (
        "Admissions of the whole year under two different assumptions about the rest of it; the year may end below both, "
        "or above both."
    ),
    "pace.projected_assumption": (
        "Either the pace so far goes on, or the rest goes at last year's rate. Each interval predicts a count "
        "({confidence} %, Poisson, Jeffreys' prior) and holds only under its own assumption. Neither knows of seasons, "
        "or of work towards a target: in simulated years with seasons they miss far more often than they promise "
        "(docs/coverage.md of the project)."
    ),
    "pace.projected_not_shown": "This does not show what will happen, nor which of the two is likelier.",
    "pace.over": "{one} over {other}",
    "pace.targets": "{following} after {this}",
    "pace.no_targets": "Two consecutive targets of one committee, set by the same body: 0 found, 1 needed.",
    "pace.targets_estimand": "A target ÷ the target before it, beside what was attained of that one.",
    "pace.targets_assumption": "None beyond the targets worked out from printed percentages; set by the same body.",
    "pace.targets_not_shown": "This does not show that a target was raised because the one before it was met.",
    "pace.axis_time": "Months since the beginning of the year",
    "pace.axis_count": "People admitted",
    "pace.uniform": "evenly to the target of {target}",
    "pace.observed": "counted",
    "pace.legend_constant_pace": "if the pace of {period} goes on",
    "pace.legend_last_year": "if the rest goes at the rate of {year}",
    "pace.alt": (
        "Cumulative admissions of {row}: {count} counted after {elapsed} months of {months}; target: {target}. {lines}"
    ),
    "pace.alt_empty": "An empty plot of pace: no part of a year can be projected.",
    "students.estimand": "Pupils or students admitted ÷ everyone admitted, in the same organisation and period.",
    "students.assumption": (
        "Where both numbers are printed, the thin interval is model-based: every person admitted is a pupil or student "
        "with the same probability, independently (exact binomial, {confidence} % confidence; of a count of zero, or "
        "over a minimum of admissions, a one-sided limit). Elsewhere the share is a bound, and its reading is named."
    ),
    "students.not_shown": (
        "This does not show how many pupils or students applied or were eligible. Pupils alone and pupils with college "
        "students are different groups and are never added."
    ),
    "students.reading.counted": "a printed number that is no exact count",
    "students.reading.share": "{printed} of everyone admitted, read literally.",
    "students.contradiction": "{row}: more pupils or students than people admitted are printed; no share.",
    "students.reading.target_met": "if the target said to be kept was kept in this year",
    "students.reading.contained_minimum": "over what is printed for periods within this one",
    "students.reading.open_period": "if the count covers the whole period of the admissions that the article reports",
    "bound.exact": "{value}",
    "bound.more_than": "more than {value}",
    "bound.at_least": "at least {value}",
    "bound.less_than": "less than {value}",
    "bound.at_most": "at most {value}",
    "bound.about": "about {value}",
    "bound.range": "{value}",
    "students.tension": "The same article's later goal is {goal} ({period}), less than what is reported already: that it is meant literally is doubtful.",
    "students.refused": "Pupils or students among the people admitted: 0 rows found, 1 needed.",
    "students.headline": (
        "{group} among the people admitted, where both numbers are printed: {events} of {total} ({share}; model {model}), in {where}."
    ),
    "students.headline_many": "periods: {n}, committees: {committees}",
    "students.headline_end": "The articles were not drawn at random.",
    "students.headline_bounds": "Rows with a bound or a word only: {n}{rows}.",
    "students.headline_none": "Nothing in the selection has both numbers printed; rows with a bound or a word only: {n}{rows}.",
    "students.pooled": "{group}, counted units added up: {n}",
    "students.common": "{group}, common share of {n} units of {clusters} committees",
    "students.pooled_estimand": "Counted pupils or students of one group ÷ everyone admitted, added up over disjoint units.",
    "students.pooled_assumption": (
        "Periods and organisations with no day and nobody in common; one group at a time; the interval takes the share to "
        "be the same in all. The model of a common share lets units differ and committees' units be correlated."
    ),
    "students.pooled_not_shown": "This does not show the share of committees or periods without a printed count.",
    "students.none_counted": "Units with a counted numerator and denominator: 0 found, 1 needed.",
    "students.too_few": (
        "{group}, common share: {found} units with {events} pupils or students found, {needed} units with "
        "{events_needed} needed."
    ),
    "students.dispersion": "dispersion {dispersion}",
    "students.remaining_estimand": "Pupils or students of a long period that are not in the periods printed within it.",
    "students.remaining_assumption": (
        "Where it is not known whether a period lies within the long one, both readings are shown; neither is preferred."
    ),
    "students.remaining_not_shown": "This does not show in which of the other years they were admitted.",
    "students.rest": "not in the periods within it",
    "students.outside": "if {periods} lies outside",
    "students.inside": "if {periods} lies inside",
    "students.less": "{whole} less {parts}",
    "students.overlap": "{row}: periods within it overlap one another, so that they cannot be subtracted.",
    "students.impossible": "Reading “{reading}”: impossible, for the parts exceed the whole.",
    "students.nothing_within": "Counted periods that contain other counted periods: 0 found, 1 needed.",
    "students.planned": "planned",
    "students.classes_estimand": "Pupils or students admitted ÷ those sent to classes on awareness of the Party.",
    "students.classes_assumption": (
        "These are printed counts; organisation, period and group are as coded (doubts stand under “disputed” in the "
        "table of figures). A plan is set beside it, and is no result."
    ),
    "students.classes_not_shown": (
        "This does not show a chance of admission: learners may still await a decision, and a plan may not be carried out."
    ),
    "students.no_classes": "Admitted pupils or students of a printed number of class learners: 0 found, 1 needed.",
    "shares.axis": "Share of the people admitted (%, square-root scale)",
    "shares.alt": (
        "Shares of pupils or students among the people admitted, rows: {rows}. {lines} Square: counted; arrow: only a "
        "bound is known; bar: anything between; hollow: rests on a reading; thin: model interval."
    ),
    "shares.alt_empty": "An empty plot of shares: the selection has no such row.",
    "metric.members_admitted": "admitted",
    "metric.admission_target": "target",
    "metric.target_attainment": "attainment",
    "metric.committees_above_target_share": "committees above target",
    "metric.student_share_of_admissions": "share of the admitted",
    "metric.admissions_share_of_members": "admitted in % of members",
    "metric.members_total": "members",
    "metric.awareness_class_learners": "class learners",
    "metric.members_proposed": "proposed",
    "metric.admissions_pending": "awaiting decision",
    "metric.target_excess": "attainment (from the excess)",
    "metric.admissions_growth": "change of the admitted",
    "metric.attainment_rank": "rank by recruitment",
    "metric.members_share_of_population": "members in % of inhabitants",
    "metric.members_share_of_school_staff": "members in % of school staff",
    "metric.teachers_share_of_members": "teachers in % of members",
    "metric.nonstate_enterprise_share_of_admissions": "from non-state enterprises in % of the admitted",
    "metric.awareness_classes": "awareness classes",
    "metric.members_transferred": "members moved in",
    "metric.members_removed": "struck off the rolls",
    "metric.removals_reduction": "fewer struck off or leaving",
    "metric.grassroots_organisations": "grassroots organisations",
    "metric.party_cells": "cells",
    "metric.four_good_grassroots_cells": "four-good grassroots cells",
    "metric.four_good_grassroots_committees": "four-good grassroots committees",
    "metric.four_good_cells": "four-good cells",
    "metric.nonstate_party_organisations_founded": "non-state party organisations founded",
    "metric.nonstate_enterprises_with_party_organisation_share": "non-state enterprises with a party organisation (%)",
    "metric.cell_secretaries": "cell secretaries",
    "metric.cell_deputy_secretaries": "deputy cell secretaries",
    "metric.away_party_groups": "party groups away from home",
    "metric.localities_with_away_party_groups_share": "localities with such groups (%)",
    "metric.members_per_away_party_group": "members of each such group",
    "metric.party_group_leaders": "party group leaders",
    "metric.association_members": "members of an association",
    "metric.village_heads_in_party_share": "heads who are members (%)",
    "metric.village_heads_as_cell_secretary_share": "heads who are cell secretaries (%)",
    "metric.front_heads_as_cell_secretary_share": "cell secretaries who head the Front board (%)",
    "metric.strategic_breakthroughs": "strategic breakthroughs",
    "metric.population": "inhabitants",
    "metric.households": "households",
    "metric.communes": "communes",
    "metric.minority_communes": "communes of ethnic minorities",
    "metric.townships": "townships",
    "metric.hamlets": "hamlets",
    "metric.urban_quarters": "quarters",
    "metric.villages_and_quarters": "villages and residential groups",
    "metric.distance_to_provincial_capital": "distance to the provincial capital",
    "metric.plan_targets_met_share": "plan targets met (%)",
    "metric.fishery_output_plan_attainment": "fishery output, plan (%)",
    "metric.fishery_output_growth": "fishery output, growth",
    "metric.budget_revenue_plan_attainment": "budget revenue, estimate (%)",
    "metric.budget_revenue_growth": "budget revenue, growth",
    "metric.capital_disbursement_plan_attainment": "capital disbursed, plan (%)",
    "metric.ocop_products": "OCOP products",
    "metric.ocop_rank": "OCOP rank",
    "printed.each_year": "{printed} (each year)",
    "metric.of": "{metric}: {group}",
    "printed.quoted": "“{printed}”",
    "printed.quoted_word": "“{printed}” ({meaning})",
    "printed.word": "{printed} ({meaning})",
    "word.chưa": "not yet any",
    "word.không": "none",
    "word.đa số": "the majority",
    "word.hầu hết": "nearly all, taken as more than half",
    "word.vượt": "exceeded",
    "word.đảm bảo": "met",
    "word.cao nhất": "the highest",
    "word.dẫn đầu": "in the lead",
    "expected.none": "no whole number",
    "expected.whole": "a whole of {low}",
    "expected.whole_from": "a whole of {low} or more",
    "expected.whole_between": "a whole of {low} to {high}",
    "expected.count": "a count of {low}",
    "expected.count_from": "a count of {low} or more",
    "expected.count_between": "a count of {low} to {high}",
    "expected.share": "{low} %",
    "expected.share_between": "{low} % to {high} %",
    "expected.denominator": "a denominator of {printed}",
    "expected.part": "a part of at least {low}",
    "expected.parts": "parts of at least {low} together",
    "why.nothing_in_a_year": "nothing was counted in a whole year",
    "why.years_apart": "some years cannot be compared: no organisation has counts in both",
    "why.no_trend": "the counts allow no finite trend",
    "why.too_few": "at least 2 organisations and 3 years are needed: {organisations} and {years}",
    "why.clusters": "at least 2 clusters are needed",
    "why.all_or_none": "all or none are events: the share has no interval on the logit scale",
    "hypothesis.as_printed": "as printed",
    "hypothesis.truncated": "truncated",
    "hypothesis.members_before": "members before these admissions",
    "hypothesis.disjoint": "disjoint parts of one period or organisation",
    "hypothesis.disjoint_of": "disjoint parts: {metric}",
    "hypothesis.among": "{group} among {whole}",
    "hypothesis.half_up": "rounded half up",
    "hypothesis.literal": "more, without another end",
    "hypothesis.conventional": "the printed digits and something more",
    "verdict.consistent": "consistent",
    "verdict.excluded": "excluded",
    "verdict.contradiction": "contradiction",
    "verdict.uninformative": "uninformative",
    "kind.number": "number",
    "kind.bound": "bound",
    "kind.word": "word",
    "coverage.alt": "Coverage matrix, organisation and year by metric; rows: {rows}, columns: {columns}. {lines} Elsewhere no reported figure or admission target is printed.",
    "coverage.alt_empty": "An empty coverage matrix: the selection has no such figure.",
    "coverage.about": (
        "Figures in this table: {n} of {total}. An empty place is not a zero: no reported figure of the metric and no "
        "admission target is printed; plans and other goals are not in this table. A word stands for a number; ↗ is a further mention."
    ),
    "coverage.empty": "Printed figures of the three questions: 0 found, 1 needed.",
    "checks.axis": "Share of nearby percentages that would pass as well",
    "checks.threshold": "from here on a check says nothing",
    "checks.alt": (
        "Checks of printed percentages, rows: {rows}. {lines} At 1 any percentage nearby would pass, so that the check "
        "says nothing."
    ),
    "checks.alt_empty": "An empty picture: no printed percentage can be checked.",
    "checks.headline": (
        "Articles: {articles}; printed figures: {figures}; percentages checked against counts: {percentages} (of which the "
        "check says nothing: {idle}; of figures with a disputed coding: {unsure}); other checks: {others}; contradictions: "
        "{wrong}. {targets}"
    ),
    "checks.about": (
        "Excluded: impossible under this hypothesis, possible under another. Uninformative: nearly any percentage would "
        "pass. Nearby: up to five points away, with the same decimals. Contradiction: impossible under every hypothesis. Where the coding of a figure was itself settled by what "
        "fits (see “disputed” in the table of figures), a check that it passes confirms nothing."
    ),
    "checks.none": "Checks of the selected figures: 0 found, 1 needed.",
    "success.below": "Reported below 100 %, of {n} finished targets",
    "success.frame": "Committees that met their target, of {n}",
    "success.headline": (
        "Finished targets with a printed result, parts of another target not counted: {n} (committees: {committees}; of "
        "which more than a bound is known: {known}); reported with a number below 100 %: {missed}. Shortfalls reported "
        "without a number are not counted."
    ),
    "success.estimand": (
        "The share of finished targets reported below 100 %; and, of a frame of N committees, the worst-case bounds on "
        "the share that met their target: from (seen meeting it) ÷ N to 1 − (seen failing) ÷ N."
    ),
    "success.assumption": "None about committees that nobody reported on: they may all have met their target, or none.",
    "success.not_shown": (
        "This does not show why articles report successes: because there are no failures, or because failures are no news."
    ),
    "success.no_frame": (
        "Bounds on the share of all committees that met their target: the number of all committees is needed "
        "(frame_size: {given} given, at least {needed} needed)."
    ),
    "coding.row": "{file} · {column}",
    "coding.F1": "F1 of spans",
    "coding.alpha": "Krippendorff's α",
    "coding.estimand": (
        "Agreement of the two independent coding passes, before their differences were settled: F1 of the spans (1: both "
        "found the same) and Krippendorff's α of each column (1: agreement, 0: what chance would give; an empty cell is a "
        "value)."
    ),
    "coding.assumption": "α is computed on the spans that both passes have; it does not depend on the selection above.",
    "coding.low": (
        "Below {least}, where Krippendorff (2004) advises to rest nothing on a coding: {rows}. The tables have the "
        "settled coding, not either pass."
    ),
    "coding.not_shown": "This does not show that a coding is right: both passes follow one codebook.",
    "coding.refused": "Agreement of two coding passes: {found} passes found, 2 needed.",
    "group.all": "everyone",
    "group.school_pupil": "school pupils",
    "group.student": "pupils and students",
    "group.teacher": "teachers",
    "set_by.superior": "set by a superior",
    "set_by.congress": "set by a congress",
    "set_by.own_plan": "own plan",
    "set_by.unstated": "setter not stated",
    "left_out": "Filtered out: {what}.",
    "left_out_none": "Nothing was filtered out.",
    "left_out.organisation": "rows of other organisations: {n}",
    "left_out.years": "rows outside the years: {n}",
    "left_out.level": "rows of other levels: {n}",
    "left_out.disputed": "rows resting on a disputed coding: {n}",
    "column.row": "row",
    "column.within": "part of",
    "column.bound": "bound",
    "column.admitted": "admitted",
    "column.target": "target",
    "column.set_by": "origin of the target",
    "column.estimate": "estimate",
    "column.model": "model interval",
    "column.reading": "reading",
    "column.months": "months",
    "column.members": "members",
    "column.before": "earlier year",
    "column.targets": "targets",
    "column.attained": "attained before",
    "column.students": "pupils or students",
    "column.learners": "class learners",
    "column.met": "met",
    "column.missed": "missed",
    "column.undecided": "open",
    "column.measure": "measure",
    "column.compared": "compared",
    "column.agree": "equal",
    "column.check": "check",
    "column.hypothesis": "hypothesis",
    "column.expected": "the other figures allow",
    "column.verdict": "verdict",
    "column.chance_pass": "share of nearby percentages that would pass",
    "column.figures": "figures",
    "column.figure": "figure",
    "column.place": "characters",
    "column.printed": "printed",
    "column.metric": "metric",
    "column.organisation": "organisation",
    "column.article": "article",
    "column.title": "title",
    "column.publisher": "publisher",
    "column.published": "published",
    "article.untitled": "not printed in the text",
    "column.disputed": "disputed",
}
