using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

public sealed class CollectionTests
{
    [Theory]
    [InlineData("{0}[]")]
    [InlineData("List<{0}>")]
    [InlineData("IList<{0}>")]
    [InlineData("IReadOnlyList<{0}>")]
    [InlineData("ICollection<{0}>")]
    [InlineData("IReadOnlyCollection<{0}>")]
    [InlineData("IEnumerable<{0}>")]
    [InlineData("HashSet<{0}>")]
    public void A_collection_of_anything_is_written_as_the_serializer_writes_it(string collection)
    {
        string Of(string element) => string.Format(System.Globalization.CultureInfo.InvariantCulture, collection, element);

        JobProgram.Of(
            $$"""
            public enum Color { Red, Green }
            public sealed record Line(string Product, int Count);

            [Job("collections")]
            public sealed partial record Sample(
                {{Of("int")}} Numbers, {{Of("string")}} Texts, {{Of("string?")}} NullableTexts, {{Of("Color")}} Colors, {{Of("Color?")}} NullableColors, {{Of("Line")}} Lines,
                {{Of("TimeSpan")}} Spans, {{Of("byte[]")}} Blobs, {{Of("Guid?")}} Guids, {{Of(Of("int"))}} Nested, {{Of("int")}}? Absent);

            public static class Samples
            {
                public static Sample Empty { get; } = new([], [], [], [], [], [], [], [], [], [], null);
                public static Sample Full { get; } = new(
                    {{New("1, 2")}}, {{New("\"a\", \"b\"")}}, {{New("\"a\", null")}}, {{New("Color.Green, Color.Red")}}, {{New("Color.Green, null")}}, {{New("new(\"x\", 1), new(\"y\", 2)")}},
                    {{New("TimeSpan.Zero")}}, {{New("new byte[] { 1 }, new byte[0]")}}, {{New("Guid.Empty, null")}}, {{New(New("1") + ", " + New(""))}}, {{New("7")}});
            }
            """).AssertRoundTrips();

        static string New(string elements) => $"[{elements}]";
    }

    [Fact]
    public void A_set_behind_its_interface_is_written_as_the_serializer_writes_it()
        => JobProgram.Of(
            """
            [Job("set")] public sealed partial record Sample(ISet<string> Names);
            public static class Samples { public static Sample Full { get; } = new(new HashSet<string>(["a", "b"])); }
            """).AssertRoundTrips();

    [Theory]
    [InlineData("Dictionary<string, {0}>")]
    [InlineData("IDictionary<string, {0}>")]
    [InlineData("IReadOnlyDictionary<string, {0}>")]
    public void A_dictionary_by_text_is_written_as_the_serializer_writes_it(string dictionary)
    {
        string Of(string element) => string.Format(System.Globalization.CultureInfo.InvariantCulture, dictionary, element);

        JobProgram.Of(
            $$"""
            public sealed record Line(string Product);

            [Job("dictionaries")]
            public sealed partial record Sample({{Of("int")}} Numbers, {{Of("Line?")}} Lines, {{Of("string[]")}} Lists, {{Of("DateOnly?")}}? Absent = null);

            public static class Samples
            {
                public static Sample Full { get; } = new(
                    new Dictionary<string, int> { ["One"] = 1, ["\"é"] = 2, [""] = 3 },
                    new Dictionary<string, Line?> { ["A"] = new("a"), ["B"] = null },
                    new Dictionary<string, string[]> { ["A"] = ["x"] });
            }
            """).AssertRoundTrips();
    }

    [Fact]
    public void Types_whose_names_differ_in_a_dot_only_do_not_collide()
        => JobProgram.Of(
            """
            public static class A { public sealed record B(int X); public sealed record _B(int X); }
            public sealed record A_B(string Y);
            public sealed record A__B(string Y);
            public sealed record a_b(bool Z);

            [Job("names")]
            public sealed partial record Sample(List<A.B> First, List<A_B> Second, A.B? Third, A_B? Fourth, a_b? Fifth, A._B[]? Sixth = null, A__B[]? Seventh = null);

            public static class Samples
            {
                public static Sample Full { get; } = new([new(1)], [new("y")], new(2), new("z"), new(true), [new(3)], [new("w")]);
            }
            """).AssertRoundTrips();
}
