"""All attacks, in the order in which a reviewer would come to them."""

from collections.abc import Mapping

from tests.attacks import (
    assignment,
    authority,
    backup,
    bombs,
    bytes_of_media,
    cursors,
    demotion,
    door,
    identity,
    invites,
    keeping,
    news,
    pairing,
    scans,
    second_steps,
    sensitive,
    slowness,
    values,
)
from tests.attacks.attack import ATTACKS, Attack

CHAPTERS = (
    authority,
    assignment,
    cursors,
    demotion,
    identity,
    invites,
    pairing,
    second_steps,
    bombs,
    slowness,
    values,
    bytes_of_media,
    door,
    scans,
    sensitive,
    news,
    backup,
    keeping,
)
PLACES = {chapter.__name__: place for place, chapter in enumerate(CHAPTERS)}
ALL: tuple[Attack, ...] = tuple(sorted(ATTACKS.values(), key=lambda one: PLACES[one.run.__module__]))
REVIEWER: Mapping[str, tuple[str, ...]] = {
    "foreign scope": ("pull_the_family_next_door", "pull_by_the_name_of_a_scope", "say_that_i_have_the_office"),
    "foreign row": ("do_everything_to_the_others", "read_the_history_of_others", "doubt_what_i_never_had"),
    "extra columns": ("bring_more_arguments_than_asked", "hide_a_field_in_a_line", "patch_what_is_not_mine_to_set"),
    "rows of server tables pushed by an admin": ("name_a_table_of_the_server", "speak_as_the_server"),
    "media without a visible row": ("fetch_the_papers_of_others", "keep_the_papers_of_a_team_i_left"),
    "edited cursors": ("edit_the_cursor", "edit_the_continuation", "bring_a_long_list_of_scopes"),
    "demotion in the middle of a pull": ("go_on_with_pages_after_a_demotion", "go_on_with_a_package_after_a_demotion"),
    "replayed batch, nonce, token": ("send_the_same_request_twice", "use_a_proof_twice", "wake_up_in_yesterday"),
    "a request that outlives its device": ("go_on_speaking_while_the_device_is_taken_away",),
    "an address for every guess": ("knock_from_every_address_of_a_network",),
    "same n with other content": ("clone_a_device",),
    "clocks of ten years": ("write_in_ten_years", "write_ten_years_ago", "hand_out_in_another_century"),
    "compressed bombs": ("inflate",),
    "slow senders by the hundred": ("send_slowly_by_the_hundred", "drip_on_five_hundred_lines"),
    "calendars that never end": ("wear_out_the_reader_of_calendars",),
    "deep nesting": ("nest",),
    "negative or fractional amounts": ("pay_with_odd_money", "pay_more_than_is_open_in_two_halves"),
    "one invite used 50 times at once": ("use_one_invitation_fifty_times_at_once",),
    "timing of known and unknown users": (
        "learn_who_is_a_member_from_the_work",
        "learn_who_is_a_member_from_the_answer",
        "learn_who_is_a_member_from_a_forgotten_password",
    ),
    "formulas in exports": ("run_a_formula_in_an_export",),
    "path traversal": ("walk_out_of_the_site", "walk_out_of_a_backup"),
    "polyglot images": ("hide_a_page_behind_a_picture", "pass_something_else_off_as_a_picture"),
    "images of 50,000 by 50,000": ("fill_the_memory_with_pixels",),
    "pictures without end": ("keep_the_painter_busy",),
    "hostile QR payloads": ("lead_a_scanner_astray", "stick_a_false_label", "make_a_parser_work"),
    "requests forged inside": ("make_the_server_call_inside",),
    "one line that stops all news": ("stop_all_news_with_one_address",),
    "feeds of others": ("read_the_calendar_of_another_family", "read_a_calendar_that_was_taken_back"),
    "yesterday's backup": ("wake_up_in_yesterday", "lie_about_yesterday", "give_one_number_twice"),
}
"""What a reviewer comes with, and who tries it."""
