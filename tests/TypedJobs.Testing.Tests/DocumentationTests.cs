using System.Text.RegularExpressions;
using Xunit;

namespace TypedJobs.Testing.Tests;

/// <summary>What docs/testing.md shows is compiled and run: each block stands in an example, line by line.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Blocks
        => [.. CodeBlock().Matches(File.ReadAllText(Path.Combine(Root, "docs", "testing.md"))).Select(static match => match.Groups["code"].Value)];

    [Fact]
    public void There_are_blocks() => Assert.NotEmpty(Blocks);

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_stands_in_an_example(string block)
        => Assert.Contains(
            Directory.GetFiles(Path.Combine(Root, "tests", "TypedJobs.Testing.Tests", "Examples")), file => Lines(File.ReadAllText(file)).Contains(Lines(block), StringComparison.Ordinal));

    /// <summary>But for indentation and empty lines.</summary>
    private static string Lines(string code)
        => string.Join('\n', code.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0).Prepend(string.Empty).Append(string.Empty));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TypedJobs.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"TypedJobs.sln is in no folder above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
