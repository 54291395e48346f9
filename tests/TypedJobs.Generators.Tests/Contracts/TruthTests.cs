using TypedJobs.Generators.Tests.Contracts.Reality;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>
/// What the engine says of every kind of edit is what happens to the messages, and both are what stands in the table of the snapshots: for each edit what
/// becomes of messages BACKWARD and FORWARD, and the ids of what is reported.
/// </summary>
public sealed class TruthTests
{
    private const int SomePlaced = 90;

    [Fact]
    public void Every_verdict_is_what_the_serializer_does() => Snapshot.Match(Agreeing(KnownEdits.All).Select(static outcome => outcome.Row), this);

    /// <summary>Of all edits in all places some, spread evenly; TYPEDJOBS_EDITS in the environment says how many.</summary>
    [Fact]
    public void And_so_it_is_in_every_place()
    {
        var all = PlacedEdits.All;
        var count = Math.Min(all.Count, RunSettings.Of("TYPEDJOBS_EDITS", SomePlaced));
        Agreeing([.. Enumerable.Range(0, count).Select(index => all[index * all.Count / count])]);
    }

    private static IReadOnlyList<Outcome> Agreeing(IReadOnlyList<Edit> edits)
    {
        var outcomes = Trial.Of(KnownEdits.Shared, edits);
        var wrong = outcomes.Where(static outcome => !outcome.Agrees).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {outcomes.Count} verdicts are not what happens:\n{string.Join("\n\n", wrong)}");
        return outcomes;
    }
}
