from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0009_words_of_cards"),
        ("programmes", "0010_learn_words"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["-span", "-id"], name="meeting_by_date"),
        ),
    ]
