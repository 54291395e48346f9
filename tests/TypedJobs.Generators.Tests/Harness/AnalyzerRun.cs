using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>
/// Runs all analyzers over a program, after the generators. The program marks where it expects what:
/// <c>{|TJ0002:"bad name"|}</c>. All marks and nothing else must be reported.
/// </summary>
internal static class AnalyzerRun
{
    /// <summary>Asserts that exactly the marked diagnostics are reported, and returns their messages in order of position.</summary>
    public static Task<IReadOnlyList<string>> ExpectAsync(string marked) => ExpectAsync("Acme", [], marked);

    /// <inheritdoc cref="ExpectAsync(string)"/>
    public static async Task<IReadOnlyList<string>> ExpectAsync(string assemblyName, IEnumerable<MetadataReference> references, string marked)
    {
        var (source, expected) = Unmark(marked);
        var reported = await OfAsync(assemblyName, references, source);
        Assert.Equal(
            expected,
            reported.Select(static diagnostic => (diagnostic.Id, TextAt(diagnostic.Location), diagnostic.Location.SourceSpan.Start)));
        return [.. reported.Select(static diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>
    /// What is reported for a program, in order of position. Asserts what holds for every program: no analyzer throws,
    /// and what is wrong with it is never said by the compiler in a generated file.
    /// </summary>
    public static async Task<IReadOnlyList<Diagnostic>> OfAsync(string assemblyName, IEnumerable<MetadataReference> references, string source)
    {
        var (output, result) = GeneratorRun.OfAny(assemblyName, references, source);
        var generated = result.GeneratedTrees.ToHashSet();
        Assert.DoesNotContain(
            output.GetDiagnostics(TestContext.Current.CancellationToken),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Location.SourceTree is { } tree && generated.Contains(tree));

        var reported = await AllAsync(output);
        Assert.All(reported, static diagnostic => Assert.NotEqual("AD0001", diagnostic.Id));

        // That a program has no contract yet is said of each and is none of what these tests ask for.
        return [.. reported.Where(static diagnostic => diagnostic.Id != "TJ1006")
            .OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal)];
    }

    /// <summary>Whatever the analyzers say about a compilation, and that one of them threw (AD0001).</summary>
    public static Task<ImmutableArray<Diagnostic>> AllAsync(Compilation compilation)
        => compilation.WithAnalyzers(AllAnalyzers()).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

    /// <summary>The text that a location covers.</summary>
    public static string TextAt(Location location)
        => location.SourceTree?.GetText(TestContext.Current.CancellationToken).ToString(location.SourceSpan) ?? string.Empty;

    public static ImmutableArray<DiagnosticAnalyzer> AllAnalyzers()
        => [.. typeof(JobGenerator).Assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(DiagnosticAnalyzer)))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    /// <summary>A marked program as it is compiled.</summary>
    public static string WithoutMarks(string marked) => Unmark(marked).Source;

    private static (string Source, List<(string Id, string Text, int Start)> Expected) Unmark(string marked)
    {
        var source = new StringBuilder();
        var open = new Stack<(string Id, int Start)>();
        var expected = new List<(string Id, string Text, int Start)>();
        for (var i = 0; i < marked.Length; i++)
        {
            if (marked.AsSpan(i).StartsWith("{|TJ"))
            {
                var colon = marked.IndexOf(':', i);
                open.Push((marked[(i + 2)..colon], source.Length));
                i = colon;
            }
            else if (open.Count > 0 && marked.AsSpan(i).StartsWith("|}"))
            {
                var (id, start) = open.Pop();
                expected.Add((id, source.ToString(start, source.Length - start), start));
                i++;
            }
            else
            {
                source.Append(marked[i]);
            }
        }

        return (source.ToString(), [.. expected.OrderBy(static mark => mark.Start).ThenBy(static mark => mark.Id, StringComparer.Ordinal)]);
    }
}
