using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>Records, classes and structs in all the ways in which they are declared.</summary>
public sealed class ObjectTests
{
    [Fact]
    public void Nested_records_classes_and_structs()
        => JobProgram.Of(
            """
            public sealed record Address(string City, string? Zip);
            public class Parcel { public int Grams { get; set; } public string? Note { get; init; } = "fragile"; }
            public readonly record struct Money(decimal Amount, string Currency = "EUR");
            public record struct Point(int X, int Y) { public int Z { get; set; } }
            public struct Size { public int Width { get; set; } public int Height { get; init; } }

            [Job("nested")]
            public sealed partial record Sample(Address To, Address? From, Parcel Parcel, Money Price, Money? Tax, Point At, Size Size, Size? Max)
            {
                public Address[]? Via { get; init; }
            }

            public static class Samples
            {
                public static Sample Few { get; } = new(new("x", null), null, new(), new(1), null, default, default, null);
                public static Sample All { get; } = new(
                    new("x", "1"), new("y", null), new() { Grams = 3, Note = null }, new(1.50m, "USD"), new(0.19m), new(1, 2) { Z = 3 },
                    new() { Width = 1, Height = 2 }, new Size { Width = 3 }) { Via = [new("v", "")] };
            }
            """).AssertRoundTrips();

    [Fact]
    public void A_type_may_contain_itself()
        => JobProgram.Of(
            """
            public sealed record Node(string Name, List<Node> Children, Node? Next);
            public sealed class Tree { public Dictionary<string, Tree>? Branches { get; set; } }

            [Job("recursive")]
            public sealed partial record Sample(Node Root, Tree? Tree, Sample? Inner = null);

            public static class Samples
            {
                public static Sample Full { get; } = new(
                    new("a", [new("b", [], null)], new("c", [], null)), new() { Branches = new() { ["x"] = new() } }, new(new("d", [], null), null));
            }
            """).AssertRoundTrips();

    [Fact]
    public void Optional_parameters_keep_their_constants_of_every_kind()
    {
        var program = JobProgram.Of(
            """
            public enum Color : byte { Red = 1, Green = 2 }

            [Job("optional")]
            public sealed partial record Sample(
                bool A = true, byte B = 200, long C = long.MinValue, ulong D = ulong.MaxValue, float E = 0.1f, double F = double.MaxValue, decimal G = 1.50m,
                char H = '\'', string I = "a\"\\\n\u2028{é", Color J = Color.Green, Color K = (Color)7, Color? L = Color.Red, int? M = 5, int? N = null,
                string? O = null, Guid P = default, DateTimeOffset Q = default, double R = -0.0, short S = -1, uint T = 3000000000, Color U = default,
                double V = 1, decimal W = 2, long X = 'x');

            public static class Samples { public static Sample Defaults { get; } = new(); }
            """);

        Assert.Equal(program.Sample("Defaults"), program.Read("{}"));
    }

    [Fact]
    public void The_initializer_of_an_init_only_member_survives_its_absence()
    {
        var program = JobProgram.Of(
            """
            public sealed record Retry { public int Attempts { get; init; } = 7; public List<string> Tags { get; init; } = ["new"]; }

            [Job("init")]
            public sealed partial record Sample(string Name)
            {
                public Retry Retry { get; init; } = new();
                public int Width { get; init; } = 320;
                public int Height { get; set; } = 200;
            }

            public static class Samples { public static Sample Full { get; } = new("x") { Retry = new() { Attempts = 1, Tags = [] }, Width = 2, Height = 3 }; }
            """);

        var job = program.Read("""{"name":"x","retry":{}}""");

        Assert.Equal(320, JobProgram.Member(job, "Width"));
        Assert.Equal(200, JobProgram.Member(job, "Height"));
        Assert.Equal(7, JobProgram.Member(job, "Retry.Attempts"));
        Assert.Equal(["new"], (List<string>)JobProgram.Member(job, "Retry.Tags")!);
        program.AssertRoundTrips();
    }

    [Fact]
    public void A_required_member_must_be_there_and_is_set_through_its_setter()
    {
        var program = JobProgram.Of(
            """
            public class Customer { public required string Name { get; set; } public required int? Age { get; init; } public string? Note { get; set; } }

            [Job("required")]
            public sealed partial record Sample(int Id) { public required Customer Customer { get; init; } [JsonRequired] public int Count { get; set; } }

            public static class Samples { public static Sample Full { get; } = new(1) { Customer = new() { Name = "x", Age = null }, Count = 2 }; }
            """);

        program.AssertRoundTrips();
        Assert.Contains("'customer'", program.AssertRefused("""{"id":1,"count":2}"""), StringComparison.Ordinal);
        Assert.Contains("'count'", program.AssertRefused("""{"id":1,"customer":{"name":"x","age":1}}"""), StringComparison.Ordinal);
        Assert.Contains("'age'", program.AssertRefused("""{"id":1,"count":2,"customer":{"name":"x"}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_a_base_are_set_on_the_base()
        => JobProgram.Of(
            """
            public abstract record Base(string Tenant) { public int Trace { get; init; } = 1; public virtual string? Note { get; set; } public virtual int Level { get; init; } }
            public class Animal { public string Name { get; init; } = ""; }
            public sealed class Dog : Animal { public int Age { get; init; } }

            [Job("inherited")]
            public sealed partial record Sample(string Tenant, int Id, Dog Dog) : Base(Tenant) { public override string? Note { get; set; } public override int Level { get; init; } }

            public static class Samples
            {
                public static Sample Full { get; } = new("t", 1, new() { Name = "n", Age = 2 }) { Trace = 5, Note = "x", Level = 3 };
            }
            """).AssertRoundTrips();

    [Fact]
    public void A_constructor_that_looks_at_its_parameters_is_called_with_what_was_read()
    {
        var program = JobProgram.Of(
            """
            public sealed record Path(string Text) { [JsonIgnore] public string Upper { get; } = Text.ToUpperInvariant(); }
            public record Named(string Name) { [JsonIgnore] public int Length { get; } = Name.Length; }
            public sealed record Person(string Name, int? Age, int Size = 3) : Named(Name);
            public sealed record Trimmed(string Text) { public string Text { get; init; } = Text.Trim(); }
            public sealed class Checked
            {
                public Checked(string name, int count = 4) { Name = name ?? throw new ArgumentNullException(nameof(name)); Count = count; }
                public string Name { get; }
                public int Count { get; }
                public int Extra { get; init; } = 9;
            }

            [Job("constructor")]
            public sealed partial record Sample(Path Path, Person Person, Trimmed Trimmed, Checked Checked);

            public static class Samples { public static Sample Full { get; } = new(new("a"), new("b", 1), new(" c "), new("d", 5) { Extra = 6 }); }
            """);

        program.AssertRoundTrips();
        var job = program.Read("""{"path":{"text":"a"},"person":{"name":"b"},"trimmed":{"text":" c "},"checked":{"name":"d"}}""");
        Assert.Equal("A", JobProgram.Member(job, "Path.Upper"));
        Assert.Equal(1, JobProgram.Member(job, "Person.Length"));
        Assert.Null(JobProgram.Member(job, "Person.Age"));
        Assert.Equal(3, JobProgram.Member(job, "Person.Size"));
        Assert.Equal("c", JobProgram.Member(job, "Trimmed.Text"));
        Assert.Equal(4, JobProgram.Member(job, "Checked.Count"));
        Assert.Equal(9, JobProgram.Member(job, "Checked.Extra"));
        Assert.Contains("'name'", program.AssertRefused("""{"path":{"text":"a"},"person":{"name":"b"},"trimmed":{"text":" c "},"checked":{}}"""), StringComparison.Ordinal);
        Assert.Contains("'text'", program.AssertRefused("""{"path":{},"person":{"name":"b"},"trimmed":{"text":" c "},"checked":{"name":"d"}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Types_of_a_referenced_assembly_are_read_through_their_constructors()
    {
        var contracts = GeneratorRun.Of(
            "Contracts",
            [],
            """
            namespace Contracts;
            public enum Kind { Small, Large }
            public sealed record Address(string City, int? Zip, Kind Kind = Kind.Large);
            public readonly record struct Money(decimal Amount, string Currency);
            public class Parcel { public int Grams { get; init; } = 5; }
            """);
        var program = JobProgram.Of(
            contracts,
            """
            [Job("reference")]
            public sealed partial record Sample(Contracts.Address To, Contracts.Money Price, List<Contracts.Parcel> Parcels);

            public static class Samples { public static Sample Full { get; } = new(new("x", 1, Contracts.Kind.Small), new(1m, "EUR"), [new() { Grams = 1 }]); }
            """);

        program.AssertRoundTrips();
        var job = program.Read("""{"to":{"city":"x"},"price":{"amount":1,"currency":"EUR"},"parcels":[]}""");
        Assert.Null(JobProgram.Member(job, "To.Zip"));
        Assert.Equal("Large", JobProgram.Member(job, "To.Kind")!.ToString());
        Assert.Contains("'currency'", program.AssertRefused("""{"to":{"city":"x"},"price":{"amount":1},"parcels":[]}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_on_the_wire_and_members_left_out()
        => JobProgram.Of(
            """
            [Job("names")]
            public sealed partial record Sample([property: JsonPropertyName("the source")] string Source, string URLPath, int ID, [property: JsonIgnore] int Ignored = 3)
            {
                [JsonPropertyName("Größe\"")] public int Size { get; init; }
                [JsonIgnore] public System.IO.Stream? Stream { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.Never)] public int Kept { get; init; }
                public string @class { get; init; } = "c";
                public static int Counter { get; set; }
                internal int Hidden { get; set; }
                private int Secret { get; set; }
                public int this[int index] => index;
            }

            public static class Samples { public static Sample Full { get; } = new("s", "u", 1) { Size = 2, Kept = 4 }; }
            """).AssertRoundTrips();

    [Fact]
    public void Odd_names_of_types_do_not_disturb_generated_code()
        => JobProgram.Of(
            """
            public sealed record Write(int X);
            public sealed record JsonTypeInfo(int X);
            public sealed record PathJson(int X);
            public sealed record @record(int X);
            public enum Create { A }
            public sealed record Guid(int X);
            public static class Outer { public sealed record Inner(int X); }

            [Job("odd")]
            public sealed partial record Sample(Write A, JsonTypeInfo B, PathJson C, @record D, Create E, Guid F, Outer.Inner G, System.Guid H);

            public static class Samples { public static Sample Full { get; } = new(new(1), new(2), new(3), new(4), Create.A, new(5), new(6), default); }
            """).AssertRoundTrips();

    [Fact]
    public void Obsolete_members_still_travel()
        => JobProgram.Of(
            """
            [Job("obsolete")]
            public sealed partial record Sample(int X) { [Obsolete("Use X.")] public string? Old { get; init; } [Obsolete] public int Older { get; set; } }

            public static class Samples { public static Sample Full { get; } = new(1); }
            """).AssertRoundTrips();

    [Fact]
    public void Odd_declarations()
        => JobProgram.Of(
            """
            public enum Big : ulong { Zero, @event = ulong.MaxValue, Größe = 5 }
            public interface IHas { int Value { get; } }
            public class Hidden { public int Value { get; set; } public string Text { get; set; } = ""; }
            public class Hiding : Hidden { public new long Value { get; set; } }
            public struct Link { public int Id { get; set; } public List<Link?>? Next { get; set; } }
            public record Open(int A) : IComparable<Open> { public int CompareTo(Open? other) => 0; protected int Secret { get; init; } }
            public sealed record Empty;
            public sealed record Legacy(Empty Empty) : IHas { int IHas.Value => 1; public override string ToString() => "legacy"; }
            public sealed partial record Split { public string? Note { get; set; } }
            public sealed partial record Split(int Id);

            #nullable disable
            public sealed record Oblivious(string Text, List<string> Texts, int? Number);
            #nullable restore

            [Job("odd")]
            public sealed partial record Sample(
                Big Big, Hiding Hiding, Link Link, Open Open, Empty Empty, Legacy Legacy, Split Split, Oblivious Oblivious, Big Default = Big.@event, params int[] Rest);

            public static class Samples
            {
                public static Sample Full { get; } = new(
                    Big.@event, new() { Value = 1, Text = "t" }, new() { Id = 1, Next = [null, new Link { Id = 2 }] }, new(1), new(), new(new()), new(3) { Note = "n" },
                    new(null, null, null), Big.Größe, 1, 2);
            }
            """).AssertRoundTrips();
}
