using TypedJobs.Generators.Tests.Contracts.Reality;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>What the engine says of every kind of edit is what happens to the messages.</summary>
public sealed class TruthTests
{
    private static readonly Lazy<IReadOnlyList<Outcome>> Outcomes = new(static () => Trial.Of(KnownEdits.Shared, KnownEdits.All));

    [Fact]
    public void Explore()
    {
        var wrong = Outcomes.Value.Where(static outcome => !outcome.Agrees).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Outcomes.Value.Count}\n" + string.Join("\n\n", wrong));
    }
}
