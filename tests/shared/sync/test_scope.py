"""Names of scopes: one for each thing and side, and never one for two."""

from shared.sync import scope


def test_no_two_things_share_a_scope() -> None:
    makers = (scope.team_coach, scope.team_member, scope.own, scope.account_member, scope.account_payer, scope.user_own)
    names = [make("some-id") for make in makers]
    assert len(set(names)) == len(names)
    assert not scope.WHOLE & set(names)


def test_a_scope_is_read_back() -> None:
    told = [scope.team_coach("a:b"), scope.own("c"), scope.account_payer("d"), scope.user_own("e"), scope.CLUB]
    assert [scope.parts(name) for name in told] == [
        ("team_coach", "a:b"),
        ("contact_self", "c"),
        ("account_payer", "d"),
        ("user", "e"),
        ("club", ""),
    ]
