using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>An editor hands a project those that it references with their source, and a build as assemblies: both say the same.</summary>
public sealed class OpenProjectTests
{
    private const string Library =
        """
        namespace Lib;
        public enum Urgency { Low, High }
        public sealed record Line(int Count, DateTime Due, string? Note = "n");
        public sealed record Tag(List<int> Numbers);
        public readonly record struct Money(decimal Amount, int Cents = 2) { public decimal Whole => Amount * Cents; }
        public record struct Span { public Span(int from) { From = from; } public int From { get; init; } public int To { get; set; } }
        public class Made { public Made(int a, int b = 3) { A = a; B = b; } public int A { get; } public int B { get; } }
        public class Box
        {
            public int X { get; set; }
            public int Y { get; set; } = 5;
            public string Text { get; set; } = "t";
            public int Twice => X * 2;
            public int Kept { get; init; }
            public HashSet<Tag> Tags { get; set; } = [];
            public List<Line> Lines { get; init; } = [];
            public Urgency Urgency { get; set; } = Urgency.High;
        }
        public sealed class Listed { public int A { get; set; } public string? B { get; set; } }
        """;

    private const string Program =
        """
        [assembly: TypedJobs.JobSerializerContext(typeof(Acme.OwnJson))]
        namespace Acme
        {
            using Lib;
            [System.Text.Json.Serialization.JsonSerializable(typeof(Listed))] public abstract partial class OwnJson(System.Text.Json.JsonSerializerOptions options) : System.Text.Json.Serialization.JsonSerializerContext(options);
            public class More : Box { public int Z { get; set; } = 1; }
            [Job("sample")] public sealed partial record Sample(Line Line, Box Box, Money Money, Made Made, Span Span, More More, Listed Listed, Urgency Urgency = Urgency.High);
        }
        """;

    [Fact]
    public void The_contract_is_the_same()
    {
        var built = Contract(Built(Library));

        Assert.Contains("@Lib.Box.x : int optional\n", built, StringComparison.Ordinal);
        Assert.Equal(built, Contract(Open(Library)));
    }

    [Fact]
    public async Task A_break_is_reported_at_the_member_that_reaches_it()
    {
        var file = Contract(Built(Library));
        var edited = Library.Replace("decimal Amount", "string Amount", StringComparison.Ordinal).Replace("Amount * Cents", "Cents", StringComparison.Ordinal);
        Task<IReadOnlyList<Reported>> ReportedAsync(MetadataReference library) => ContractRun.OfProgramAsync(file, Compilations.Of("Acme", [library], Program));

        Assert.Equal(["TJ1001 Money", "TJ1003 Money"], (await ReportedAsync(Built(edited))).Select(static reported => $"{reported.Id} {reported.At}"));
        Assert.Equal(["TJ1001 Money", "TJ1003 Money"], (await ReportedAsync(Open(edited))).Select(static reported => $"{reported.Id} {reported.At}"));
    }

    [Fact]
    public async Task What_cannot_be_carried_is_reported_where_it_is_reached()
    {
        const string Unsuitable = "namespace Lib; public sealed record Endless(int Id, Endless Next); public sealed record File(System.IO.Stream Content);";
        const string Marked = "[Job(\"a\")] public sealed partial record A(Lib.File {|TJ0004:File|}); [Job(\"b\")] public sealed partial record {|TJ0004:B|}(Lib.Endless Next);";

        await AnalyzerRun.ExpectAsync("Acme", [Built(Unsuitable)], Marked);
        await AnalyzerRun.ExpectAsync("Acme", [Open(Unsuitable)], Marked);
    }

    private static string Contract(MetadataReference library)
        => ContractOf.Ship(ContractText.Of(CodeContractReader.Read(Compilations.Of("Acme", [library], Program), TestContext.Current.CancellationToken).Contract));

    private static CompilationReference Open(string library) => Compilations.Of("Lib", [], library).ToMetadataReference();

    private static PortableExecutableReference Built(string library)
    {
        using var image = new MemoryStream();
        Assert.True(Compilations.Of("Lib", [], library).Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
