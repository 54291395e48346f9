using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Xunit;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>
/// Programs of a few lines, as somebody would write them. <c>HANDLES(A)</c> stands for the method that handles a job,
/// and a line <c>=== Name</c> begins another assembly, which references those before it.
/// </summary>
internal static partial class SmallProgram
{
    private const string Usings = "using System.Linq; using System.Text.Json.Serialization;\n";

    /// <summary>Asserts that a program compiles without a warning and that nothing is reported for it.</summary>
    public static async Task IsSilentAsync(string program)
    {
        var (references, name, source) = Compile(program);
        GeneratorRun.Of(name, references, source);
        Assert.Empty(await AnalyzerRun.ExpectAsync(name, references, source));
    }

    /// <summary>Asserts that what is marked in a program is reported, and nothing else, and that one of the messages says so.</summary>
    public static async Task SaysAsync(string program, string said)
    {
        var (references, name, source) = Compile(program);
        var messages = await AnalyzerRun.ExpectAsync(name, references, source);
        Assert.True(messages.Any(message => message.Contains(said, StringComparison.Ordinal)), string.Join('\n', messages));
    }

    /// <summary>Asserts that a program has one fault and one message, and that the compiler itself has nothing to add but these errors, each given as its id and its text in the program.</summary>
    public static async Task SaysAloneAsync(string program, string said, params IEnumerable<string> errors)
    {
        var (references, name, source) = Compile(program);
        Assert.Equal([said], await AnalyzerRun.ExpectAsync(name, references, source));
        var (output, _) = GeneratorRun.OfAny(name, references, AnalyzerRun.WithoutMarks(source));
        Assert.Equal(
            errors,
            output.GetDiagnostics(TestContext.Current.CancellationToken)
                .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(static diagnostic => $"{diagnostic.Id} {AnalyzerRun.TextAt(diagnostic.Location)}"));
    }

    private static (IReadOnlyList<MetadataReference> References, string Name, string Source) Compile(string program)
    {
        var parts = NextAssembly().Split(Written().Replace(program, "public Task HandleAsync(${job} job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;"));
        var references = new List<MetadataReference>();
        var name = parts.Length > 1 ? "Acme.First" : "Acme";
        for (var i = 0; i < parts.Length - 1; i += 2)
        {
            references.Add(GeneratorRun.Of(name, references, Usings + parts[i]).AsReference());
            name = parts[i + 1];
        }

        return (references, name, Usings + parts[^1]);
    }

    [GeneratedRegex(@"^=== (?<name>\S+)\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex NextAssembly();

    [GeneratedRegex(@"HANDLES\((?<job>[^)]*)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Written();
}
