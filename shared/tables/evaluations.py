"""Evaluations: what is asked stands in a template with its criteria, what was found in an evaluation with its scores.

What a figure was worked out with (scale, bounds, choices, weight, category) is said once: a final evaluation stays what
it was. A criterion that should weigh otherwise is retired, and another one added.
"""

from shared.register import Field, entity

SCALES = ("stars", "score", "choice", "text")
SIDES = ("coach", "self")

EVALUATION_TEMPLATE = entity(
    "evaluation_template",
    "evaluation_template",
    "A",
    Field("name", required=True, since=6),
    # Whom it is for: one group, the groups of one age, or all of them.
    Field("group", merge="fixed", ref="group", since=6),
    Field("category", merge="fixed", since=6),
    # The period in which everybody should have one.
    Field("from_on", check="date", since=6),
    Field("to_on", check="date", since=6),
    Field("self_too", "boolean", since=6),
    Field("archived", "boolean", since=6),
)

CRITERION = entity(
    "criterion",
    "evaluation_template",
    "A",
    Field("template", merge="fixed", required=True, ref="evaluation_template", since=6),
    Field("category", merge="fixed", required=True, since=6),
    Field("name", required=True, since=6),
    Field("position", "integer", merge="fixed", since=6),
    Field("weight", "integer", merge="fixed", check="positive", since=6),
    Field("scale", merge="fixed", choices=SCALES, required=True, since=6),
    Field("low", "integer", merge="fixed", since=6),
    Field("high", "integer", merge="fixed", since=6),
    Field("choices", "json", merge="fixed", since=6),  # their words, the weakest first
    Field("retired", "boolean", since=6),
    root="template",
)

EVALUATION = entity(
    "evaluation",
    "evaluation",
    "B",
    Field("template", merge="fixed", required=True, ref="evaluation_template", since=6),
    Field("contact", merge="fixed", required=True, ref="contact", since=6),
    Field("side", merge="fixed", choices=SIDES, required=True, since=6),
    # The day its round began: of both sides the same, and on two phones.
    Field("round_on", merge="fixed", required=True, check="date", since=6),
    Field("begun_at", "integer", merge="server", since=6),
    Field("begun_by", merge="server", since=6),
    Field("final_at", "integer", merge="server", since=6),
    Field("final_by", merge="server", since=6),
    Field("shared_at", "integer", merge="server", since=6),
    Field("shared_by", merge="server", since=6),
)

SCORE = entity(
    "score",
    "evaluation",
    "B",
    Field("evaluation", merge="fixed", required=True, ref="evaluation", since=6),
    Field("criterion", merge="fixed", required=True, ref="criterion", since=6),
    Field("contact", merge="fixed", required=True, ref="contact", since=6),
    Field("value", "integer", merge="said", since=6),
    Field("text", merge="said", since=6),
    Field("said_by", merge="said", since=6),
    root="evaluation",
)

TABLES = (EVALUATION_TEMPLATE, CRITERION, EVALUATION, SCORE)
