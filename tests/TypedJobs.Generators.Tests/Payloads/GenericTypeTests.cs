using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

public sealed class GenericTypeTests
{
    private static readonly JobProgram Program = JobProgram.Of(
        """
        public sealed record Box<T>(T Value) { public string? Label { get; init; } = "none"; }
        public readonly record struct Pair<TFirst, TSecond>(TFirst First, TSecond Second) where TFirst : notnull where TSecond : struct;
        public static class Outer<T> { public sealed record Inner(T Value, List<T>? More = null); }
        public abstract record Envelope<T>(string Tenant) where T : class, new() { public T? Content { get; init; } }
        public sealed record Letter(string Tenant, int Pages) : Envelope<Page>(Tenant);
        public sealed class Page { public int Number { get; set; } }
        public sealed class Tree<T> { public T? Value { get; init; } public List<Tree<T>> Children { get; init; } = []; [JsonInclude] private int Depth { get; set; } = 3; }

        [Job("generic")]
        public sealed partial record Sample(
            Box<int> Number, Box<string> Text, Box<string?> NullableText, Box<Box<int?>> Nested, Pair<string, int> Pair, Pair<int, Guid>? Other, Outer<int>.Inner Inner, Letter Letter)
        {
            public Tree<string>? Tree { get; init; }
            public Tree<int>? Numbers { get; init; }
        }

        public static class Samples
        {
            public static Sample Full { get; } = new(
                new(1) { Label = "x" }, new("a"), new("b"), new(new(null)), new("c", 2), new(3, Guid.Empty), new(4, [5]), new("t", 6) { Content = new() { Number = 7 } })
            {
                Numbers = new() { Value = 1 },
            };
        }
        """);

    [Fact]
    public void Generic_types_are_written_and_read()
    {
        var json = Program.Write(Program.Sample("Full"));

        Assert.Equal(json, Program.Write(Program.Read(json)));
        Assert.Equal(Program.Sample("Full").ToString(), Program.Read(json).ToString()!);
        Assert.Contains("""
            "number":{"value":1,"label":"x"},"text":{"value":"a","label":"none"}
            """, json, StringComparison.Ordinal);
        Assert.Contains("\"letter\":{\"pages\":6,\"tenant\":\"t\",\"content\":{\"number\":7}}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_default_inside_a_generic_type_survives_absence()
        => Assert.Equal("none", JobProgram.Member(Program.Read(Program.Write(Program.Sample("Full")).Replace(",\"label\":\"none\"", string.Empty, StringComparison.Ordinal)), "Text.Label"));

    [Fact]
    public void Types_that_differ_in_their_arguments_only_do_not_collide()
        => JobProgram.Of(
            """
            public sealed record A<T>(T Value);
            public sealed record B(int X);
            public sealed record B<T>(T Y);
            public sealed record Two<T, U>(T First, U Second);

            [Job("names")]
            public sealed partial record Sample(Two<A<B>, B>? One, Two<A<B<B>>, B>? Other, A<List<B>>? List, A<B[]>? Array, A<int?>? Nullable, A<Dictionary<Guid, B>>? Keys);

            public static class Samples
            {
                public static Sample Full { get; } = new(new(new(new(1)), new(2)), new(new(new(new(3))), new(4)), new([new(5)]), new([new(6)]), new(7), new(new() { [Guid.Empty] = new(8) }));
            }
            """).AssertRoundTrips();
}
