using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

/// <summary>Each diagnostic has a help page, a line in its index and a line in the release notes; and the pages are true.</summary>
public sealed partial class DiagnosticPagesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "diagnostics");

    /// <summary>Those that need another assembly or a setting of the project, which one block of code cannot show.</summary>
    private static readonly string[] WithoutExample = ["TJ0012", "TJ0014", "TJ0025"];

    /// <summary>Need the file besides the code; tested with the contract.</summary>
    private static readonly string[] OfFile = ["TJ1000", "TJ1006", "TJ1007", "TJ1009", "TJ1010"];

    /// <summary>Tell of an edit: what is released, the edit, and the mend.</summary>
    private static readonly string[] OfEdits = ["TJ1001", "TJ1002", "TJ1003", "TJ1004", "TJ1005"];

    public static TheoryData<string> Examples
        => [.. Descriptors().Select(static rule => rule.Id).Except([.. WithoutExample, .. OfFile, .. OfEdits], StringComparer.Ordinal)];

    public static TheoryData<string> Edits => [.. OfEdits];

    [Fact]
    public void Every_diagnostic_has_a_page_and_every_page_a_diagnostic()
        => Assert.Equal(
            Descriptors().Select(static rule => $"# {rule.Id}: {rule.Title} / Severity: {SeverityOf(rule)}"),
            Directory.EnumerateFiles(Folder, "TJ*.md").Order(StringComparer.Ordinal)
                .Select(static page => File.ReadAllLines(page))
                .Select(static lines => $"{lines[0]} / {lines[2]}"));

    [Fact]
    public void The_index_lists_every_diagnostic()
        => Assert.Equal(
            Descriptors().Select(static rule => $"| [{rule.Id}]({rule.Id}.md) | {SeverityOf(rule)} | {rule.Title} |"),
            File.ReadLines(Path.Combine(Folder, "README.md")).Where(static line => line.StartsWith("| [TJ", StringComparison.Ordinal)));

    [Fact]
    public void The_release_notes_list_every_diagnostic()
        => Assert.Equal(
            Descriptors().Select(static rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"),
            File.ReadLines(Path.Combine(Repository.Root, "generators", "TypedJobs.Generators", "AnalyzerReleases.Unshipped.md"))
                .Where(static line => line.StartsWith("TJ", StringComparison.Ordinal)));

    [Fact]
    public void The_help_link_of_a_diagnostic_leads_to_its_page()
        => Assert.All(Descriptors(), static rule => Assert.EndsWith($"/docs/diagnostics/{rule.Id}.md", rule.HelpLinkUri, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task The_example_of_a_page_fails_as_it_says_and_its_fix_does_not(string id)
    {
        var code = CodeBlock().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, id + ".md"), TestContext.Current.CancellationToken))
            .Select(static block => block.Groups["code"].Value)
            .ToList();
        Assert.Equal(2, code.Count);

        var reported = await AnalyzerRun.OfAsync("Acme", [], "using System.IO;\n" + code[0]);
        Assert.NotEmpty(reported);
        Assert.All(reported, diagnostic => Assert.Equal(id, diagnostic.Id));
        GeneratorRun.Of(code[1]);
        Assert.Empty(await AnalyzerRun.OfAsync("Acme", [], code[1]));
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task The_edit_of_a_page_is_reported_as_it_says_and_its_mend_is_not(string id)
    {
        var code = CodeBlock().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, id + ".md"), TestContext.Current.CancellationToken))
            .Select(static block => block.Groups["code"].Value.Replace("using System.Text.Json.Serialization;\n", string.Empty, StringComparison.Ordinal))
            .ToList();
        Assert.Equal(3, code.Count);

        var released = ContractOf.File(code[0]);
        Assert.Contains(id, (await ContractRun.OfAsync(released, code[1])).Select(static reported => reported.Id));
        Assert.DoesNotContain(id, (await ContractRun.OfAsync(released, code[2])).Select(static reported => reported.Id));
    }

    private static IReadOnlyList<DiagnosticDescriptor> Descriptors()
        => [.. AnalyzerRun.AllAnalyzers()
            .SelectMany(static analyzer => analyzer.SupportedDiagnostics)
            .Distinct()
            .OrderBy(static rule => rule.Id, StringComparer.Ordinal)];

#pragma warning disable CA1308 // The pages write it in lower case, as the compiler does.
    private static string SeverityOf(DiagnosticDescriptor rule) => rule.DefaultSeverity.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeBlock();
}
