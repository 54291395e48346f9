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
    [InlineData("SortedSet<{0}>")]
    [InlineData("Queue<{0}>")]
    [InlineData("System.Collections.Immutable.ImmutableArray<{0}>")]
    [InlineData("System.Collections.Immutable.ImmutableList<{0}>")]
    [InlineData("System.Collections.Immutable.IImmutableList<{0}>")]
    [InlineData("System.Collections.Immutable.ImmutableQueue<{0}>")]
    [InlineData("System.Collections.Immutable.IImmutableQueue<{0}>")]
    [InlineData("System.Collections.Immutable.ImmutableHashSet<{0}>")]
    [InlineData("System.Collections.Immutable.IImmutableSet<{0}>")]
    [InlineData("System.Collections.Immutable.ImmutableSortedSet<{0}>")]
    public void A_collection_of_any_kind_is_written_as_the_serializer_writes_it(string collection)
    {
        string Of(string element) => string.Format(System.Globalization.CultureInfo.InvariantCulture, collection, element);
        var with = collection.Contains("Immutable", StringComparison.Ordinal) ? "x => [.. x]" : $"x => new(x)";

        JobProgram.Of(
            $$"""
            public enum Color { Red, Green }

            [Job("collections")]
            public sealed partial record Sample({{Of("int")}} Numbers, {{Of("string")}} Texts, {{Of("Color?")}} Colors, {{Of("Guid")}}? Absent = null);

            public static class Samples
            {
                private static T Make<T, E>(Func<IEnumerable<E>, T> make, params E[] items) => make(items);
                public static Sample Empty { get; } = new(Make<{{Of("int")}}, int>({{with}}), Make<{{Of("string")}}, string>({{with}}), Make<{{Of("Color?")}}, Color?>({{with}}));
                public static Sample Full { get; } = new(
                    Make<{{Of("int")}}, int>({{with}}, 1, 2), Make<{{Of("string")}}, string>({{with}}, "b", "a"), Make<{{Of("Color?")}}, Color?>({{with}}, Color.Green, null),
                    Make<{{Of("Guid")}}, Guid>({{with}}, Guid.Empty));
            }
            """).AssertRoundTrips();
    }

    [Theory]
    [InlineData("System.Collections.Frozen.FrozenSet<int> Sample", "System.Collections.Frozen.FrozenSet.ToFrozenSet([3, 1])")]
    [InlineData("System.Collections.Frozen.FrozenDictionary<string, int> Sample", "System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new Dictionary<string, int> { [\"a\"] = 1 })")]
    [InlineData("IReadOnlySet<int> Sample", "new HashSet<int> { 3, 1 }")]
    public void A_collection_that_the_serializer_only_writes_is_read_back_too(string member, string value)
    {
        var program = JobProgram.Of(
            $$"""
            [Job("frozen")] public sealed partial record Job({{member.Replace(" Sample", " Value", StringComparison.Ordinal)}});
            [Job("sample")] public sealed partial record Sample(Job Job);
            public static class Samples { public static Sample Full { get; } = new(new Job({{value}})); }
            """);

        var json = program.Write(program.Sample("Full"));

        Assert.Equal(program.WriteByReflection(program.Sample("Full")), json);
        Assert.Equal(json, program.Write(program.Read(json)));
    }

    [Theory]
    [InlineData("Guid", "Guid.Empty", "new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)")]
    [InlineData("int", "-1", "int.MaxValue")]
    [InlineData("long", "-1", "long.MaxValue")]
    [InlineData("ulong", "1", "ulong.MaxValue")]
    [InlineData("short", "1", "-2")]
    [InlineData("byte", "1", "2")]
    [InlineData("double", "1.5", "double.MaxValue")]
    [InlineData("decimal", "1.50m", "2m")]
    [InlineData("Int128", "1", "Int128.MaxValue")]
    [InlineData("bool", "true", "false")]
    [InlineData("char", "'a'", "'\\u00e9'")]
    [InlineData("Color", "Color.Red", "Color.Green")]
    [InlineData("DateTime", "DateTime.UnixEpoch", "new DateTime(2026, 1, 2)")]
    [InlineData("DateTimeOffset", "DateTimeOffset.UnixEpoch", "DateTimeOffset.MaxValue")]
    [InlineData("DateOnly", "DateOnly.MinValue", "DateOnly.MaxValue")]
    [InlineData("TimeOnly", "TimeOnly.MinValue", "new TimeOnly(1, 2, 3)")]
    [InlineData("TimeSpan", "TimeSpan.Zero", "TimeSpan.FromDays(400)")]
    public void A_dictionary_by_other_keys_is_written_as_the_serializer_writes_it(string key, string first, string second)
        => JobProgram.Of(
            $$"""
            public enum Color { Red, Green }
            [Job("keys")]
            public sealed partial record Sample(
                Dictionary<{{key}}, int> A, IDictionary<{{key}}, string?> B, IReadOnlyDictionary<{{key}}, Color> C, SortedDictionary<{{key}}, int[]> D,
                System.Collections.Immutable.ImmutableDictionary<{{key}}, int> E, System.Collections.Immutable.IImmutableDictionary<{{key}}, int> F,
                System.Collections.Immutable.ImmutableSortedDictionary<{{key}}, int> G);

            public static class Samples
            {
                private static Dictionary<{{key}}, T> Of<T>(T one, T other) => new() { [{{first}}] = one, [{{second}}] = other };
                public static Sample Full { get; } = new(
                    Of(1, 2), Of("a", null), Of(Color.Red, Color.Green), new(Of<int[]>([1], [])), System.Collections.Immutable.ImmutableDictionary.CreateRange(Of(3, 4)),
                    System.Collections.Immutable.ImmutableDictionary.CreateRange(Of(5, 6)), System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(Of(7, 8)));
            }
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
