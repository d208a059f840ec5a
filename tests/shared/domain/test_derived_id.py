"""Ids that need no talking: the same everywhere, for ever."""

import hashlib
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.account import individual_account_id
from shared.domain.derived_id import NAMESPACE, derived_id

IDS = st.uuids().map(str)


def test_an_id_is_the_sha1_of_namespace_and_names_with_version_and_variant_set() -> None:
    digest = bytearray(hashlib.sha1(b"touchline domainnoun:a:b", usedforsecurity=False).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80  # RFC 9562, section 5.5
    assert derived_id("noun", "a", "b") == str(UUID(bytes=bytes(digest)))


def test_the_namespace_and_the_ids_never_change() -> None:
    assert NAMESPACE.bytes == b"touchline domain"
    assert derived_id("noun", "a", "b") == "0543b3fc-7c3d-54d1-88ff-8cec2cf4acf4"


def test_a_lone_contact_has_one_account_on_every_device() -> None:
    contact = "0192d3a1-0000-7000-8000-000000000002"
    assert individual_account_id(contact) == "64144423-b7f2-5bde-b4f5-6bc51db4af43"


@given(IDS, IDS, IDS, IDS)
def test_different_nouns_and_ids_give_different_ids(a: str, b: str, c: str, d: str) -> None:
    made = {key: derived_id(*key) for key in [("guest", a, b), ("guest", c, d), ("account", a), ("account", b)]}
    assert len(set(made.values())) == len(made)
