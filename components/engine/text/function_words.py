"""The English words that hold sentences together and name nothing: one list for all pages.

Closed classes, numbers in words, and verbs so light that they say little by themselves. Other lists, such as
scikit-learn's, also leave out words that name things: bill, fire, interest, mine, system.
"""

WORDS = """
a an the this that these those such same other others another each every either neither both all any some no none few
many much more most less least several enough own i me my myself we us our ours ourselves you your yours yourself
yourselves he him his himself she her hers herself it its itself they them their theirs themselves one oneself who
whom whose which what whoever whomever whatever whichever anybody anyone anything everybody everyone everything nobody
noone nothing somebody someone something about above across after against along alongside amid among amongst around as
at before behind below beneath beside besides between beyond by despite down during except for from in inside into
like near of off on onto out outside over per since than through throughout till to toward towards under underneath
until unto up upon via with within without and but or nor so yet because although though whereas while whilst if
unless whether lest be am is are was were been being have has had having do does did doing done can could may might
must ought shall should will would cannot not never ever also too very quite rather even just only still already
almost again once twice often sometimes always perhaps maybe indeed however therefore thus hence otherwise moreover
furthermore nevertheless nonetheless meanwhile instead else elsewhere then there here now when where why how whenever
wherever whence whither thence hereafter hereby herein thereafter thereby therein thereupon whereby wherein whereupon
anyhow anyway anywhere everywhere nowhere somehow somewhere together apart further afterwards beforehand formerly
latterly mostly namely thereof zero two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
million billion first second third next last former latter become becomes became becoming come comes came get gets got
gotten getting give gives gave given go goes went gone going let lets make makes made making put puts seem seems
seemed seeming take takes took taken etc eg ie re s t ve ll d m don didn doesn isn wasn aren weren hasn haven hadn won
wouldn couldn shouldn cant couldnt hasnt
"""
FUNCTION_WORDS = frozenset(WORDS.split())
