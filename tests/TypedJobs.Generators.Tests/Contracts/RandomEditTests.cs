using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Tests.Contracts.Reality;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>
/// Random edits of random jobs: no break is missed, and nothing is said of what does no harm.
/// TYPEDJOBS_EDITS and TYPEDJOBS_SEED in the environment run more of them, or the same ones again.
/// </summary>
public sealed class RandomEditTests
{
    /// <summary>What is compiled at once, and tried if nothing else is asked for.</summary>
    private const int Batch = 150;

    private const int Rounds = 6;

    [Fact]
    public void No_break_is_missed_and_no_harmless_edit_is_named()
    {
        var seed = RunSettings.Of("TYPEDJOBS_SEED", 20260101);
        var random = new RandomEdits(new Dice(seed));
        var wrong = new List<RandomEdit>();
        var exact = 0;
        var count = RunSettings.Of("TYPEDJOBS_EDITS", Batch);
        for (var done = 0; done < count; done += Batch)
        {
            var edits = Enumerable.Range(0, Math.Min(Batch, count - done)).Select(_ => random.Next()).ToList();
            var outcomes = Try(edits);
            exact += outcomes.Count(static outcome => outcome.Agrees);
            wrong.AddRange(edits.Zip(outcomes).Where(static pair => !SaysTheSame(pair.Second)).Select(static pair => pair.First));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{exact} of {count} verdicts are exact, {wrong.Count} say something else (seed {seed})");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} edits, seed {seed}; the first of them, as small as they get:\n{string.Join("\n\n", wrong.Take(RunSettings.Of("TYPEDJOBS_SHOWN", 3)).Select(Shrink))}");
    }

    /// <summary>Takes members away as long as the verdict stays wrong.</summary>
    private static Outcome Shrink(RandomEdit edit)
    {
        for (var round = 0; round < Rounds && edit.Smaller().ToList() is { Count: > 0 } smaller; round++)
        {
            if (smaller.Zip(Try(smaller)).FirstOrDefault(static pair => !SaysTheSame(pair.Second)).First is not { } next)
            {
                break;
            }

            edit = next;
        }

        return Try([edit])[0];
    }

    private static IReadOnlyList<Outcome> Try(IEnumerable<RandomEdit> edits) => Trial.Of(KnownEdits.Shared, [.. edits.Select(static edit => edit.ToEdit())]);

    /// <summary>Whether what a person is told is the same: which of several diagnostics, or none.</summary>
    private static bool SaysTheSame(Outcome outcome)
        => outcome.Agrees || (Backward(outcome.BackwardVerdict) == Backward(outcome.Backward.Grade) && outcome.ForwardVerdict >= Grade.Changes == outcome.Forward.Grade >= Grade.Changes);

    private static Grade Backward(Grade grade) => grade == Grade.Breaks ? Grade.Partial : grade;
}
