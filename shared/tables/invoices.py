"""Money in integer cents. An issued invoice carries a copy of names and never changes."""

from shared.register import Field, entity

INVOICE = entity(
    "invoice",
    "invoice",
    "B",
    Field("account", merge="fixed", required=True, ref="account"),
    Field("kind", merge="fixed", choices=("invoice", "credit"), required=True),
    Field("corrects", merge="fixed", ref="invoice"),
    Field("status", merge="server", choices=("draft", "issued"), required=True),
    Field("series", merge="server"),
    Field("number", "integer", merge="server"),
    Field("reference", merge="server"),
    Field("issued_on", merge="server"),
    Field("due_on", merge="server"),
    Field("total_cents", "integer", merge="server"),
    Field("paid_cents", "integer", merge="server"),
    Field("snapshot", "json", merge="server"),
    indexes=(("series", "number"),),
)

# What became of an invoice, for who keeps no money: made by the verbs that change the invoice, and of no amount.
INVOICE_STATUS = entity(
    "invoice_status",
    "invoice",
    "B",
    Field("account", merge="fixed", required=True, ref="account", since=13),
    Field("kind", merge="fixed", choices=("invoice", "credit"), required=True, since=13),
    Field("status", merge="server", choices=("draft", "issued"), required=True, since=13),
    Field("series", merge="server", since=13),
    Field("number", "integer", merge="server", since=13),
    Field("issued_on", merge="server", since=13),
    Field("due_on", merge="server", since=13),
    Field("settled", merge="server", choices=("paid", "credited"), since=13),
)

INVOICE_LINE = entity(
    "invoice_line",
    "invoice",
    "B",
    Field("invoice", merge="fixed", required=True, ref="invoice"),
    Field("position", "integer", merge="fixed"),
    Field("description", merge="fixed", required=True),
    Field("quantity", "integer", merge="fixed", required=True, check="positive"),
    Field("unit_cents", "integer", merge="fixed", required=True),
    Field("vat_rate", "integer", merge="fixed"),
    Field("about_contact", merge="fixed", ref="contact"),
    Field("membership", merge="fixed"),
    root="invoice",
)

PAYMENT = entity(
    "payment",
    "payment",
    "B",
    Field("account", merge="fixed", required=True, ref="account"),
    Field("received_on", merge="fixed", required=True, check="date"),
    Field("amount_cents", "integer", merge="fixed", required=True, check="positive"),
    Field("method", merge="fixed", choices=("transfer", "cash", "card"), required=True),
    Field("note", merge="fixed"),
)

ALLOCATION = entity(
    "allocation",
    "invoice",
    "B",
    Field("payment", merge="fixed", required=True, ref="payment"),
    Field("invoice", merge="fixed", required=True, ref="invoice"),
    Field("amount_cents", "integer", merge="fixed", required=True, check="positive"),
    root="invoice",
)

TABLES = (INVOICE, INVOICE_STATUS, INVOICE_LINE, PAYMENT, ALLOCATION)
