using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>A context of the application's knows the types that it lists.</summary>
public sealed class SerializerContextTests
{
    private static readonly JobProgram Program = JobProgram.WithSerializer(
        """
        [assembly: JobSerializerContext(typeof(Acme.OwnContext))]

        namespace Acme;

        public sealed class Bag : List<int> { }
        public sealed record Point(int X, int Y) { public Depth? Depth { get; init; } }
        public sealed record Depth(int Metres);
        public sealed record Size(int Width, int Height);

        [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseUpper)]
        [JsonSerializable(typeof(Bag)), JsonSerializable(typeof((int A, string B))), JsonSerializable(typeof(Point)), JsonSerializable(typeof(object)), JsonSerializable(typeof(System.Text.Json.JsonElement))]
        public sealed partial class OwnContext : JsonSerializerContext;

        [Job("listed")] public sealed partial record Sample(Bag Bag, Point Point, Size Size, List<Point>? More, object? Any = null);

        public static class Samples { public static Sample Full { get; } = new(new Bag { 1, 2 }, new(3, 4) { Depth = new(5) }, new(6, 7), [new(8, 9)], 10); }
        """);

    [Fact]
    public void Listed_types_are_written_under_the_options_of_all_jobs()
        => Assert.Equal(
            """{"bag":[1,2],"point":{"x":3,"y":4,"depth":{"metres":5}},"size":{"width":6,"height":7},"more":[{"x":8,"y":9,"depth":null}],"any":10}""",
            Program.Write(Program.Sample("Full")));

    [Fact]
    public void Listed_types_are_read_back()
        => Assert.Equal(Program.Write(Program.Sample("Full")), Program.Write(Program.Read(Program.Write(Program.Sample("Full")))));

    [Fact]
    public void Nothing_is_generated_for_what_only_a_listed_type_contains()
        => Assert.DoesNotContain(Program.Run.Files.Keys, static file => file.StartsWith("Acme_Depth", StringComparison.Ordinal));

    [Fact]
    public async Task A_listed_type_is_not_complained_about()
        => Assert.Empty(await AnalyzerRun.ExpectAsync(
            """
            using System.Text.Json.Serialization;
            [assembly: JobSerializerContext(typeof(OwnContext))]
            public sealed class Bag : List<int> { }
            [JsonSerializable(typeof(Bag))] public sealed class OwnContext() : JsonSerializerContext(null)
            {
                public static OwnContext Default { get; } = new();
                protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
                public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
            }
            [Job("x")] public sealed partial record Sample(Bag Bag);
            """));
}
