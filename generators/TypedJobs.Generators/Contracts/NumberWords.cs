namespace TypedJobs.Generators.Contracts;

/// <summary>The values of <c>JsonNumberHandling</c> as words of the contract.</summary>
internal static class NumberWords
{
    /// <summary>Numbers are read from text.</summary>
    public const int Read = 1;

    /// <summary>Numbers are written as text.</summary>
    public const int Write = 2;

    /// <summary>Infinities and what is no number are written and read as text.</summary>
    public const int Named = 4;

    /// <summary>What is said of a number that is written as text.</summary>
    public const string AsText = " as text";

    private static readonly (int Value, string Word)[] Words = [(Read, "read"), (Write, "write"), (Named, "named")];

    public static string Of(int handling) => string.Join("+", Words.Where(word => (handling & word.Value) != 0).Select(static word => word.Word));

    /// <summary>The value; null if a word is not known.</summary>
    public static int? Parse(string text)
    {
        var handling = 0;
        foreach (var word in text.Split('+'))
        {
            var value = Words.FirstOrDefault(known => known.Word == word).Value;
            if (value == 0)
            {
                return null;
            }

            handling |= value;
        }

        return handling;
    }
}
