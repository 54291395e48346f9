using System.Reflection;
using System.Text.RegularExpressions;
using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

/// <summary>The page of the fixes tells of each, for each diagnostic, and whether it can be made everywhere.</summary>
public sealed partial class FixesPageTests
{
    [Fact]
    public void The_page_has_a_line_for_each_diagnostic_that_a_fix_mends()
    {
        var told = File.ReadLines(Page())
            .Where(static line => line.StartsWith("| [TJ", StringComparison.Ordinal))
            .SelectMany(static line => Ids().Matches(line).Select(match => (Id: match.Groups["id"].Value, IsForAll: line.EndsWith("| yes |", StringComparison.Ordinal))))
            .ToLookup(static line => line.Id, static line => line.IsForAll);
        var offered = OurAnalyzers.Fixes
            .SelectMany(static fix => fix.FixableDiagnosticIds.Select(id => (Id: id, IsForAll: fix.GetFixAllProvider() is not null)))
            .ToLookup(static fix => fix.Id, static fix => fix.IsForAll);

        Assert.Equal(offered.Select(static fixes => fixes.Key).Order(StringComparer.Ordinal), told.Select(static lines => lines.Key).Order(StringComparer.Ordinal));
        Assert.All(offered, fixes => Assert.Equal(fixes.Distinct().Order(), told[fixes.Key].Distinct().Order()));
    }

    /// <summary>The page, above the folder that the tests run in.</summary>
    private static string Page()
    {
        for (var folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "TypedJobs.sln")))
            {
                return Path.Combine(folder, "docs", "fixes.md");
            }
        }

        throw new FileNotFoundException("The tests run outside of the repository.");
    }

    [GeneratedRegex(@"\[(?<id>TJ\d{4})\]\(diagnostics/\k<id>\.md\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Ids();
}
