using System.Text.Json;
using System.Text.RegularExpressions;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

/// <summary>The example that docs/payloads.md begins with: it compiles, the first JSON is read, and the second is what is written.</summary>
public sealed partial class PayloadsPageTests
{
    [Fact]
    public async Task The_example_is_read_and_written_as_the_page_says()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "payloads.md"), TestContext.Current.CancellationToken);
        var blocks = Block().Matches(page).Select(static block => block.Groups["text"].Value.Trim()).ToList();
        var program = JobProgram.Of(blocks[0].Replace("ShipOrder", "Sample", StringComparison.Ordinal));

        Assert.Equal(blocks[2], JsonSerializer.Serialize(program.Read(blocks[1]), program.TypeInfo));
    }

    [GeneratedRegex("^```(csharp|json)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
