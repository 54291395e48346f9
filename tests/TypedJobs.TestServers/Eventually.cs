using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TypedJobs.TestServers;

/// <summary>Waits for what comes by itself, and tells no one when it comes.</summary>
public static class Eventually
{
    /// <summary>Far more than it takes on a busy machine: a hang becomes a failure that says what did not come.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    /// <summary>Returns when it is so.</summary>
    /// <exception cref="TimeoutException">It is not so for two minutes.</exception>
    public static Task IsSoAsync(Func<bool> isSo, [CallerArgumentExpression(nameof(isSo))] string what = "")
        => IsSoAsync(() => ValueTask.FromResult(isSo()), what);

    /// <inheritdoc cref="IsSoAsync(Func{bool}, string)"/>
    public static async Task IsSoAsync(Func<ValueTask<bool>> isSo, [CallerArgumentExpression(nameof(isSo))] string what = "")
    {
        var since = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(since) > Bound)
            {
                throw new TimeoutException($"Not so within {Bound}: {what}");
            }

            await Task.Yield();
        }
    }
}
