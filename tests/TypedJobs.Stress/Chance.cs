using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.Stress;

/// <summary>The chances that handlers take; the seed does not rule them, since the order of deliveries does not follow from it either.</summary>
[SuppressMessage("Security", "CA5394", Justification = "No secret depends on it.")]
internal static class Chance
{
    public static bool Coin() => Random.Shared.Next(2) == 0;

    public static TimeSpan Between(TimeSpan shortest, TimeSpan longest) => Random.Shared.Between(shortest, longest);

    public static TimeSpan Between(this Random random, TimeSpan shortest, TimeSpan longest)
        => shortest + ((longest - shortest) * random.NextDouble());
}
