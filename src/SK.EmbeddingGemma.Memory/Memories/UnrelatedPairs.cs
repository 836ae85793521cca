namespace SK.EmbeddingGemma.Memories;

/// <summary>Queries and texts about as many different things: a query and the text at its place belong together, all others are unrelated.</summary>
internal static class UnrelatedPairs
{
    public static IReadOnlyList<string> Queries { get; } =
    [
        "how long do eggs boil", "what causes the tides", "reset a forgotten password", "python read csv file", "who painted the sunflowers", "symptoms of the flu",
        "when does the train to the airport leave", "how do bees make honey", "interest rate on savings", "rules for offside in football", "fix a leaking tap",
        "best time to plant tomatoes", "speed of light", "the first person on the moon", "how to train a puppy", "cancel a subscription", "what is a prime number",
        "history of the printing press", "learn to play the guitar", "why is the sky blue",
    ];

    public static IReadOnlyList<string> Texts { get; } =
    [
        "Place the eggs in boiling water and cook them for seven minutes for a soft yolk, or eleven for a hard one.",
        "The gravity of the moon, and less so of the sun, pulls the water of the oceans into two bulges, which pass each shore twice a day.",
        "If you cannot sign in, choose the link under the form. We send a message to your address with which you set a new secret.",
        "The module csv has a reader that yields each row of a file as a list of strings; pandas loads a whole table at once.",
        "Vincent van Gogh made several pictures of sunflowers in a vase in Arles in 1888, to decorate the room of his friend.",
        "Influenza begins suddenly with fever, aching muscles, headache and a dry cough, and most people recover within two weeks.",
        "Departures from platform three to the airport are every twenty minutes from five in the morning until midnight.",
        "Workers carry nectar to the hive, pass it on from mouth to mouth, and fan it with their wings until it is thick.",
        "Deposits of up to ten thousand earn two percent a year, paid at the end of each quarter.",
        "An attacker may not be nearer to the goal line than both the ball and the second last defender when the ball is played.",
        "Shut off the water, unscrew the handle and replace the worn washer before you put the valve together again.",
        "Seedlings go into the garden after the last frost, when the soil is warm, half a metre apart and in full sun.",
        "In a vacuum it travels 299,792,458 metres in a second, which nothing with mass can reach.",
        "Neil Armstrong stepped from the lander Eagle onto the lunar surface in July 1969.",
        "Reward a young dog at once when it sits, keep lessons short, and take it outside every two hours.",
        "You can end your plan at any time in the settings of your account; it stays active until the period that is paid for is over.",
        "A natural number greater than one that has no divisors other than one and itself is called prime.",
        "Johannes Gutenberg combined movable metal type with an oil-based ink around 1450, and books became affordable.",
        "Begin with three chords, change between them slowly, and practise the strumming pattern with a metronome.",
        "Molecules of air scatter short waves of sunlight far more than long ones, so that blue reaches us from every direction.",
    ];
}
