namespace TypedJobs.Workers;

/// <summary>
/// Lets through the first of each kind in a minute, and counts the rest. Kinds are what other programs write, so only so many are told apart;
/// the others are one kind.
/// </summary>
internal sealed class OncePerMinute(TimeProvider time)
{
    private const int MostKinds = 1_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Seen> _kinds = new(StringComparer.Ordinal);

    /// <summary>Whether it is time to speak of that kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="unheard">How many have been kept back since the last time.</param>
    public bool IsDue(string kind, out int unheard)
    {
        lock (_lock)
        {
            if (!_kinds.ContainsKey(kind) && _kinds.Count >= MostKinds)
            {
                kind = string.Empty;
            }

            var known = _kinds.TryGetValue(kind, out var seen);
            unheard = seen.KeptBack;
            if (known && time.GetElapsedTime(seen.Since) < Minute)
            {
                _kinds[kind] = seen with { KeptBack = seen.KeptBack + 1 };
                return false;
            }

            _kinds[kind] = new Seen(time.GetTimestamp(), KeptBack: 0);
            return true;
        }
    }

    private readonly record struct Seen(long Since, int KeptBack);
}
