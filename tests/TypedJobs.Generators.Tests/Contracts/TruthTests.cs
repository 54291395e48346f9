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
    [Fact]
    public void Every_verdict_is_what_the_serializer_does()
    {
        var outcomes = Trial.Of(KnownEdits.Shared, KnownEdits.All);

        var wrong = outcomes.Where(static outcome => !outcome.Agrees).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {outcomes.Count} verdicts are not what happens:\n{string.Join("\n\n", wrong)}");
        Snapshot.Match(outcomes.Select(static outcome => outcome.Row), this);
    }
}
