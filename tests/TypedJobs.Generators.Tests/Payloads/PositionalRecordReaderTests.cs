using Microsoft.CodeAnalysis;
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
        PositionalRecordReader Reader(bool isBound) => new(compilation, isBound, first: null, TestContext.Current.CancellationToken);
        string? Shape(PositionalRecordReader reader, string name)
            => reader.TryRead(compilation.GetTypeByMetadataName(name)!) is { } shape
                ? string.Join('\n', shape.Members.Select(static member => $"{member.JsonName}: {member.Type.WithNullableAnnotation(NullableAnnotation.None)} {member.Rules} {member.Access}").Concat(shape.Construction!.Parameters.Select(static parameter => $"{parameter}")))
                : null;

        Assert.All(["Acme.Money", "Acme.Point", "Acme.Sample"], name =>
        {
            Assert.NotNull(Shape(Reader(isBound: false), name));
            Assert.Equal(Shape(Reader(isBound: false), name), Shape(Reader(isBound: true), name));
        });
    }

    /// <summary>A name of the program's own for a type.</summary>
    [Fact]
    public void A_position_whose_type_is_an_alias_of_one_that_is_nullable_is_optional()
    {
        var compilation = Compilations.Of("Acme", [], "using Count = int?; namespace Acme; public sealed record Sample(Count Count);");
        var type = compilation.GetTypeByMetadataName("Acme.Sample")!;

        Assert.All([true, false], isBound => Assert.False(new PositionalRecordReader(compilation, isBound, first: null, TestContext.Current.CancellationToken).TryRead(type)!.Members[0].Rules.IsRequired));
    }
}
