"""What the naive club knows of agenda, equipment and money."""

from datetime import date, timedelta
from fractions import Fraction

from tests.simulation.naive.club import Row
from tests.simulation.naive.days import day_of
from tests.simulation.naive.deed import Deed, No, named_for, text_of

CODE_SYMBOLS = 26

# ---- agenda


def activity_create(deed: Deed, args: Row) -> None:
    deed.allow(deed.office() or deed.trains(args.get("group")))
    deed.fresh("activity", args["id"])
    if args.get("group") is not None:
        deed.need("group", args["group"])
    _in_order(args)
    deed.create("activity", {**args, "sequence": 0, "cancelled": 0})


def activity_patch(deed: Deed, args: Row) -> None:
    row = deed.need("activity", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    _in_order({**row, **args["set"]})
    deed.merge("activity", row["id"], args["set"])


def _in_order(row: Row) -> None:
    if row.get("end_at") is not None and row["end_at"] < row["start_at"]:
        raise No("bad_period")


def activity_cancel(deed: Deed, args: Row) -> None:
    row = deed.need("activity", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    if row["cancelled"]:
        raise No("cancelled")
    _turn(deed, row, {"cancelled": 1, "cancel_reason": args.get("reason")})


def activity_reinstate(deed: Deed, args: Row) -> None:
    row = deed.need("activity", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    if not row["cancelled"]:
        raise No("changed_since")
    _turn(deed, row, {"cancelled": 0, "cancel_reason": None})


def activity_delete(deed: Deed, args: Row) -> None:
    """Nobody was marked: it goes, with what was answered, and nothing is kept for it any more."""
    row = deed.need("activity", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    if held(deed, row):
        raise No("attended")
    take_out(deed, row)


def held(deed: Deed, row: Row) -> bool:
    """Somebody was there, or said not to have been."""
    lists = (deed.club.all(table, activity=row["id"]) for table in ("activity_guest", "activity_visitor"))
    marks = [guest["confirmed"] for one in lists for guest in one]
    return (row["erased_present"] or 0) > 0 or marks.count(None) < len(marks)


def take_out(deed: Deed, row: Row) -> None:
    """The activity and all that hangs on it."""
    for booking in list(deed.club.all("booking", activity=row["id"], present=1)):
        deed.write("booking", booking["id"], {"present": 0})
    for guest in list(deed.club.all("activity_guest", activity=row["id"])):
        deed.remove("activity_guest", guest["id"])
    for visitor in list(deed.club.all("activity_visitor", activity=row["id"])):
        deed.remove("activity_visitor", visitor["id"])
    deed.remove("activity", row["id"])


def activity_visitor_add(deed: Deed, args: Row) -> None:
    """Somebody without a contact comes along; noted with the day in Belgium."""
    activity = deed.need("activity", args["activity"])
    deed.allow(deed.office() or deed.trains(activity["group"]))
    deed.fresh("activity_visitor", args["id"])
    day = day_of(activity["start_at"])
    deed.create("activity_visitor", {**args, "came_on": day})


def activity_visitor_patch(deed: Deed, args: Row) -> None:
    row = deed.need("activity_visitor", args["id"])
    activity = deed.need("activity", row["activity"])
    deed.allow(deed.office() or deed.trains(activity["group"]))
    deed.merge("activity_visitor", row["id"], args["set"])


def activity_visitor_drop(deed: Deed, args: Row) -> None:
    row = deed.need("activity_visitor", args["id"])
    activity = deed.need("activity", row["activity"])
    deed.allow(deed.office() or deed.trains(activity["group"]))
    deed.remove("activity_visitor", row["id"])


def _turn(deed: Deed, row: Row, values: Row) -> None:
    news = {"sequence": row["sequence"] + 1, "changed_at": deed.estimated, "changed_by": deed.user}
    deed.write("activity", row["id"], {**values, **news})


def _may_answer(deed: Deed, args: Row) -> bool:
    activity = deed.club.get("activity", args["activity"])
    group = activity["group"] if activity else None
    coach = deed.trains(group) if group is not None else deed.trains_person(args["contact"])
    return deed.office() or coach


def attendance_declare(deed: Deed, args: Row) -> None:
    deed.allow(_may_answer(deed, args) or deed.own(args["contact"]))
    if deed.need("activity", args["activity"])["cancelled"]:
        raise No("cancelled")
    _answer(deed, args, "declared")


def attendance_confirm(deed: Deed, args: Row) -> None:
    deed.allow(_may_answer(deed, args))
    _answer(deed, args, "confirmed")


def _answer(deed: Deed, args: Row, word: str) -> None:
    activity, contact = args["activity"], args["contact"]
    deed.need("activity", activity)
    deed.need("contact", contact)
    id = named_for("activity_guest", activity, contact)
    said = {word: args[word], f"{word}_reason": args.get("reason"), f"{word}_by": deed.user}
    if deed.club.get("activity_guest", id) is None:
        said |= {"id": id, "activity": activity, "contact": contact}
    deed.merge("activity_guest", id, said)


# ---- equipment


def resource_create(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    deed.fresh("resource", args["id"])
    deed.create("resource", args)


def resource_patch(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    deed.need("resource", args["id"])
    deed.merge("resource", args["id"], args["set"])


def label_print(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    if len(set(args["codes"])) < len(args["codes"]):
        raise No("invalid")
    for code in args["codes"]:
        if len(code) != CODE_SYMBOLS:
            raise No("invalid")
        deed.fresh("resource_code", code)
    for code in args["codes"]:
        deed.create("resource_code", {"id": code, "batch": args["batch"]})


def label_claim(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    deed.need("resource", args["resource"])
    code = deed.need("resource_code", args["code"])
    if code["revoked_at"] is not None:
        raise No("code_revoked")
    if code["resource"] not in (None, args["resource"]):
        raise No("code_claimed")
    deed.write("resource_code", code["id"], {"resource": args["resource"], "claimed_at": deed.estimated})


def label_revoke(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    code = deed.need("resource_code", args["code"])
    if code["revoked_at"] is not None:
        raise No("code_revoked")
    deed.write("resource_code", code["id"], {"revoked_at": deed.estimated})


def resource_value_patch(deed: Deed, args: Row) -> None:
    deed.allow(deed.things() or deed.money())
    deed.need("resource", args["id"])
    if (args["set"].get("price_cents") or 0) < 0:
        raise No("invalid")
    born = {} if deed.club.get("resource_value", args["id"]) else {"id": args["id"]}
    deed.merge("resource_value", args["id"], {**born, **args["set"]})


# ---- money


def _total(lines: list[Row]) -> int:
    """Net, and the VAT of each rate rounded once, half a cent upwards."""
    total = sum(line["quantity"] * line["unit_cents"] for line in lines)
    for rate in {line.get("vat_rate") or 0 for line in lines}:
        net = sum(row["quantity"] * row["unit_cents"] for row in lines if (row.get("vat_rate") or 0) == rate)
        total += int(Fraction(net * rate, 10_000) + Fraction(1, 2))
    return total


def invoice_draft(deed: Deed, args: Row) -> None:
    deed.allow(deed.money())
    deed.fresh("invoice", args["id"])
    account = args.get("account")
    if account is not None:
        deed.need("account", account)
    elif args.get("contact") is None:
        raise No("invalid")
    else:
        account = _account_of(deed, args["contact"])
    lines = args.get("lines") or []
    for place, line in enumerate(lines):
        deed.fresh("invoice_line", line["id"])
        deed.create("invoice_line", {**line, "invoice": args["id"], "position": place})
    draft = {"id": args["id"], "account": account, "kind": "invoice", "status": "draft"}
    deed.create("invoice", {**draft, "paid_cents": 0, "total_cents": _total(lines)})
    deed.create("invoice_status", draft)


def _account_of(deed: Deed, contact: str) -> str:
    id = named_for("individual_account", contact)
    if deed.club.get("account", id) is None:
        person = deed.need("contact", contact)
        name = " ".join(part for part in (person["given_name"], person["family_name"]) if part)
        deed.create("account", {"id": id, "kind": "individual", "name": name})
        link = {"id": named_for("individual_link", contact), "account": id, "contact": contact}
        deed.create("account_link", {**link, "is_primary": 1, "is_payer": 1, "present": 1})
    return id


def invoice_issue(deed: Deed, args: Row) -> None:
    deed.allow(deed.money())
    invoice = deed.need("invoice", args["id"])
    if invoice["status"] != "draft":
        raise No("already_issued")
    lines = list(deed.club.all("invoice_line", invoice=invoice["id"]))
    if not lines:
        raise No("empty_invoice")
    issued = date.fromisoformat(args["issued_on"])
    series = str(issued.year)
    number = _number(deed, invoice["id"], series)
    digits = f"{issued.year % 100:02}{number:08}"
    frozen = {
        "status": "issued",
        "series": series,
        "number": number,
        "reference": f"{digits}{int(digits) % 97 or 97:02}",
        "issued_on": args["issued_on"],
        "due_on": args.get("due_on") or (issued + timedelta(days=30)).isoformat(),
        "total_cents": _total(lines),
        "snapshot": text_of({"payer": deed.need("account", invoice["account"])["name"]}),
    }
    deed.write("invoice", invoice["id"], frozen)
    told = {name: frozen[name] for name in ("status", "series", "number", "issued_on", "due_on")}
    free = frozen["total_cents"] <= (invoice["paid_cents"] or 0)
    deed.write("invoice_status", invoice["id"], {**told, "settled": "paid" if free else None})
    deed.numbers.append((series, number, invoice["id"]))


def _number(deed: Deed, invoice: str, series: str) -> int:
    """The one after the last, on paper or not; or the one this invoice has on paper."""
    if invoice in deed.club.kept:
        paper, number = deed.club.kept[invoice]
        if paper != series:
            raise No("already_issued")
        return number
    drawn = [row["number"] for row in deed.club.all("invoice", series=series)]
    drawn += [number for other, number in deed.club.kept.values() if other == series]
    return 1 + max(drawn, default=0)


def invoice_record_payment(deed: Deed, args: Row) -> None:
    if args["amount_cents"] <= 0:
        raise No("invalid")
    deed.allow(deed.money())
    invoice = deed.need("invoice", args["invoice"])
    deed.fresh("payment", args["id"])
    deed.fresh("allocation", args["allocation"])
    amount = args["amount_cents"]
    if invoice["status"] != "issued":
        raise No("not_issued")
    paid = sum(part["amount_cents"] for part in deed.club.all("allocation", invoice=invoice["id"])) + amount
    if paid > invoice["total_cents"]:
        raise No("overpaid")
    money = {"amount_cents": amount, "received_on": args["received_on"], "method": args["method"]}
    deed.create("payment", {**money, "id": args["id"], "account": invoice["account"]})
    part = {"id": args["allocation"], "payment": args["id"], "invoice": invoice["id"], "amount_cents": amount}
    deed.create("allocation", part)
    deed.write("invoice", invoice["id"], {"paid_cents": paid})
    if paid == invoice["total_cents"]:
        deed.write("invoice_status", invoice["id"], {"settled": "paid"})
