"""Pairs of sentences to align, each with its translation, one a language: data only."""

EXAMPLES = {
    "Chinese": ("The bank raised its interest rates yesterday.", "银行昨天提高了利率。"),
    "French": ("The bank raised its interest rates yesterday.", "La banque a relevé ses taux d’intérêt hier."),
    "German": ("Yesterday we sat on a bench by the river.", "Gestern saßen wir auf einer Bank am Fluss."),
    "Spanish": ("The old man sold his white house.", "El anciano vendió su casa blanca."),
    "Arabic": ("The children are playing in the garden.", "الأطفال يلعبون في الحديقة."),
    "Japanese": ("My sister drinks green tea every morning.", "姉は毎朝緑茶を飲みます。"),
    "Russian": ("The cat is sleeping under the table.", "Кошка спит под столом."),
}
