"""The bugs that people thought of: those that a seed of the simulator finds, and those that need another eye."""

from tests.simulation.bugs import keeping, leaving, phone, server
from tests.simulation.planted import PLANTED, RARE, Planted

# Seed 0: no seed is known to find it; a test of the module, or a power cut, does.
ELSEWHERE = (
    Planted("a commit that need not last", phone.nothing_lasts, 0),
    Planted("an epoch that passed not noticed", server.epoch_unseen, 0),
    Planted("counting on in a new epoch", phone.epoch_not_counted, 0),
    Planted("nothing compared in a new epoch", phone.epoch_not_doubted, 0),
    Planted("a hole not noticed", server.hole_unseen, 0),
    Planted("a stranger hears the receipt", server.anyones_receipt, 0),
    Planted("the form's checkpoint not told", phone.seen_forgotten, 0),
    Planted("the clocks' difference not learned", phone.offset_forgotten, 0),
    Planted("cursor set back", phone.cursor_back, 0),
    Planted("kept cells never read", phone.kept_never_read, 0),
    Planted("first images of another shape", phone.images_of_another_shape, 0),
    Planted("lapsed for ever", phone.lapsed_for_ever, 0),
    Planted("erased and not evicted", leaving.deleted_not_evicted, 0),
    Planted("files of the erased stay", leaving.bytes_of_the_erased_stay, 0),
    Planted("refused words about the erased stay", leaving.refused_words_stay, 0),
    Planted("the journal quotes who was erased", leaving.journal_quotes, 0),
    Planted("a revocation not told again", leaving.revocation_not_told_again, 0),
    Planted("let go and kept on phones", keeping.phones_keep_what_was_said, 0),
    Planted("who owes let go of", keeping.debts_forgotten, 0),
    Planted("a new sheet let go with the old", keeping.new_goes_with_the_old, 0),
    Planted("told late and taken for old", keeping.told_late_taken_for_old, 0),
    Planted("deleted and told of on", keeping.images_alone_forgotten, 0),
)
BUGS = (*PLANTED, *RARE, *ELSEWHERE)
