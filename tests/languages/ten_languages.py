"""Five sentences in each of ten languages, for comparing one model's vectors with another's."""

TEXT = """
The bank raised its interest rates.
We sat on the bank of the river and watched the boats.
The cat is sleeping on the warm windowsill.
She forgot her umbrella in the library yesterday.
How many litres of water does a cow drink in a day?
La banque a relevé ses taux d'intérêt.
Nous étions assis au bord de la rivière.
Le chat dort sur le rebord de la fenêtre.
Elle a oublié son parapluie à la bibliothèque.
Combien de litres d'eau une vache boit-elle par jour ?
Die Bank hat ihre Zinsen erhöht.
Wir saßen am Ufer des Flusses und sahen den Booten zu.
Die Katze schläft auf der warmen Fensterbank.
Sie hat gestern ihren Regenschirm in der Bibliothek vergessen.
Wie viele Liter Wasser trinkt eine Kuh am Tag?
El banco ha subido los tipos de interés.
Estábamos sentados en la orilla del río.
El gato duerme en el alféizar de la ventana.
Ayer se dejó el paraguas en la biblioteca.
¿Cuántos litros de agua bebe una vaca al día?
银行提高了利率。
我们坐在河岸上看船。
猫在温暖的窗台上睡觉。
她昨天把雨伞忘在图书馆了。
一头牛一天要喝多少升水？
Банк повысил процентные ставки.
Мы сидели на берегу реки и смотрели на лодки.
Кошка спит на тёплом подоконнике.
Вчера она забыла зонт в библиотеке.
Сколько литров воды выпивает корова за день?
رفع البنك أسعار الفائدة.
جلسنا على ضفة النهر نراقب القوارب.
القطة نائمة على حافة النافذة الدافئة.
نسيت مظلتها في المكتبة أمس.
كم لترًا من الماء تشرب البقرة في اليوم؟
बैंक ने ब्याज दरें बढ़ा दीं।
हम नदी के किनारे बैठकर नावें देख रहे थे।
बिल्ली खिड़की पर सो रही है।
वह कल अपना छाता पुस्तकालय में भूल गई।
एक गाय दिन में कितने लीटर पानी पीती है?
銀行が金利を引き上げた。
私たちは川岸に座って船を眺めていた。
猫が暖かい窓辺で眠っている。
彼女は昨日、図書館に傘を忘れた。
牛は一日に何リットルの水を飲みますか？
은행이 금리를 올렸다.
우리는 강둑에 앉아 배를 구경했다.
고양이가 따뜻한 창가에서 자고 있다.
그녀는 어제 도서관에 우산을 두고 왔다.
소는 하루에 물을 몇 리터 마십니까?
"""
SENTENCES = TEXT.strip().splitlines()
