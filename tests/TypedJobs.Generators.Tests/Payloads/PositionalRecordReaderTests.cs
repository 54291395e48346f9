using TypedJobs.Generators.Payloads;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>The short way to read a record gives what the long way gives.</summary>
public sealed class PositionalRecordReaderTests
{
    [Fact]
    public void A_plain_record_read_from_syntax_gives_what_its_symbol_gives()
    {
        const string Record =
            """
            #nullable enable
            namespace Acme;
            public enum Color { Red, Green }
            public readonly record struct Money(decimal Amount, string? Currency = "EUR") {0}
            public record struct Point(int X, int? Y = 3) {0}
            [Job("x")]
            public sealed partial record Sample(
                string A, string? B, int C, int? D, Color E, Color? F, List<string?> G, int[]? H, Money I, Point? J, string K = "k", string? L = null,
                Color M = Color.Green, Color? N = Color.Red, Guid Q = default, double R = 1.5, long S = 2L, decimal T = 3.0m, byte[]? U = default,
            #nullable disable
                string V = "v", List<string> W = null
            #nullable enable
                ) {0}
            """;

        AssertIsReadFromSyntax(Record.Replace("{0}", ";", StringComparison.Ordinal));
        var fromSyntax = GeneratorRun.Of(Record.Replace("{0}", ";", StringComparison.Ordinal));
        var fromSymbols = GeneratorRun.Of(Record.Replace("{0}", "{ private const int None = 0; }", StringComparison.Ordinal));

        Assert.Equal(fromSyntax.Files, fromSymbols.Files);
    }

    private static void AssertIsReadFromSyntax(string source)
    {
        var compilation = Compilations.Of("Acme", [], source);
        var reader = new PositionalRecordReader(compilation, null, TestContext.Current.CancellationToken);
        Assert.All(["Acme.Money", "Acme.Point", "Acme.Sample"], name => Assert.NotNull(reader.TryRead(compilation.GetTypeByMetadataName(name)!)));
    }
}
