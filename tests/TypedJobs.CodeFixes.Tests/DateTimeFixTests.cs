using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

public sealed class DateTimeFixTests
{
    private const string Title = "Use DateTimeOffset";

    [Theory]
    [InlineData("(string To, DateTime At);", "(string To, DateTimeOffset At);")]
    [InlineData("(DateTime? At = null);", "(DateTimeOffset? At = null);")]
    [InlineData("(System.DateTime At = default(System.DateTime));", "(System.DateTimeOffset At = default(System.DateTimeOffset));")]
    [InlineData("(IReadOnlyList<DateTime> At, int X = 1);", "(IReadOnlyList<DateTimeOffset> At, int X = 1);")]
    [InlineData("(int X) { public DateTime At { get; init; } }", "(int X) { public DateTimeOffset At { get; init; } }")]
    [InlineData("(int X) { public DateTime At { get; init; } = DateTime.UtcNow; }", "(int X) { public DateTimeOffset At { get; init; } = DateTimeOffset.UtcNow; }")]
    [InlineData("(int X) { public DateTime At { get; init; } = DateTime.Today.AddDays(1); }", "(int X) { public DateTimeOffset At { get; init; } = DateTime.Today.AddDays(1); }")]
    [InlineData("(int X) { public DateTime At { get; init; } = DateTime.UtcNow.Date; }", "(int X) { public DateTimeOffset At { get; init; } = DateTime.UtcNow.Date; }")]
    [InlineData("(int X) { public DateTime At { get; init; } = DateTime.UtcNow.AddDays(1).AddHours(2); }", "(int X) { public DateTimeOffset At { get; init; } = DateTimeOffset.UtcNow.AddDays(1).AddHours(2); }")]
    [InlineData("(int X) { public DateTime At { get; init; } = DateTime.UtcNow.AddDays(1).Date; }", "(int X) { public DateTimeOffset At { get; init; } = DateTime.UtcNow.AddDays(1).Date; }")]
    [InlineData("(int X) { public DateTime At { get; init; } = new(2000, 1, 1); }", "(int X) { public DateTimeOffset At { get; init; } = new DateTime(2000, 1, 1); }")]
    [InlineData("(int X) { public List<DateTime> At { get; init; } = new List<DateTime> { new DateTime(2000, 1, 1), DateTime.MaxValue }; }", "(int X) { public List<DateTimeOffset> At { get; init; } = new List<DateTimeOffset> { new DateTime(2000, 1, 1), DateTimeOffset.MaxValue }; }")]
    public async Task A_member_becomes_a_DateTimeOffset(string before, string after)
    {
        const string Head = "[Job(\"a\")] public sealed partial record A";
        using var editor = Editor.Open(Head + before);

        await editor.TakeAsync("TJ0022", Title);

        Assert.Equal(Head + after, editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0022");
    }

    [Fact]
    public async Task All_of_them_become_one_at_once()
    {
        using var editor = Editor.Open(
            """
            public sealed record Line(DateTime? At);

            [Job("a")]
            public sealed partial record A(DateTime From, DateTime To, Line[] Lines);

            [Job("b")]
            public sealed partial record B(Dictionary<string, DateTime> Days)
            {
                public static B Of() => new(new Dictionary<string, DateTimeOffset> { [""] = DateTime.UtcNow });
            }

            """.Replace("DateTimeOffset", "DateTime", StringComparison.Ordinal));

        await editor.TakeEverywhereAsync("TJ0022", Title);

        Assert.Equal(
            """
            public sealed record Line(DateTimeOffset? At);

            [Job("a")]
            public sealed partial record A(DateTimeOffset From, DateTimeOffset To, Line[] Lines);

            [Job("b")]
            public sealed partial record B(Dictionary<string, DateTimeOffset> Days)
            {
                public static B Of() => new(new Dictionary<string, DateTime> { [""] = DateTime.UtcNow });
            }

            """,
            editor["Jobs.cs"]);
    }

    [Theory]
    [InlineData("public interface IDated { DateTime At { get; } } [Job(\"a\")] public sealed partial record A(DateTime At) : IDated;")]
    [InlineData("public abstract record Dated { public abstract DateTime At { get; init; } } [Job(\"a\")] public sealed partial record A : Dated { public override DateTime At { get; init; } }")]
    [InlineData("namespace N { using Stamp = System.DateTime; [Job(\"a\")] public sealed partial record A(Stamp At); }")]
    public async Task Nothing_is_offered_where_others_say_what_it_is(string program)
    {
        using var editor = Editor.Open(program);

        Assert.Empty(await editor.OffersAsync("TJ0022"));
    }
}
