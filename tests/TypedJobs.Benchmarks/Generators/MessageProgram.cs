using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>
/// A program of many messages, each with a nested record and a file of its own, and of files that have nothing to do with them.
/// The messages are the same for each generator; what marks them is its own.
/// </summary>
internal sealed class MessageProgram
{
    private const int OtherFiles = 50;

    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks; global using TypedJobs;";

    private static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    private static readonly IReadOnlyList<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is var file
                && !file.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) && !file.StartsWith("TypedJobs.Benchmarks", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private MessageProgram(CSharpCompilation compilation, Marking marking) => (Compilation, Marking) = (compilation, marking);

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest);

    public CSharpCompilation Compilation { get; }

    public Marking Marking { get; }

    /// <summary>A program that nobody has looked at yet.</summary>
    public static MessageProgram Of(int messages, Marking marking)
        => new(
            CSharpCompilation.Create(
                "Measured",
                [
                    Parse(Usings + marking.Once(messages), "Once.cs"),
                    .. Enumerable.Range(0, messages).Select(number => Parse(Message(number, marking, "int Priority"), $"Message{number}.cs")),
                    .. Enumerable.Range(0, OtherFiles).Select(static number => Parse(Other(number, 0), $"Other{number}.cs")),
                ],
                References,
                Options),
            marking);

    /// <summary>The program after an edit in the body of a method that has nothing to do with messages.</summary>
    public CSharpCompilation AfterUnrelatedEdit(int edit) => After("Other7.cs", Other(7, edit + 1));

    /// <summary>The program after the first message got another member.</summary>
    public CSharpCompilation AfterMessageEdit(int edit) => After("Message0.cs", Message(0, Marking, string.Create(CultureInfo.InvariantCulture, $"int Priority, string Added{edit}")));

    private CSharpCompilation After(string path, string text)
        => Compilation.ReplaceSyntaxTree(Compilation.SyntaxTrees.Single(tree => tree.FilePath == path), Parse(text, path));

    private static string Message(int number, Marking marking, string last)
    {
        var text = new StringBuilder("namespace Measured;\n\n");
        text.Append(marking.Attribute(number)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"public sealed partial record Message{number}(int Id, string Name, Guid Tenant, DateTimeOffset At, Part{number} Part, List<string> Tags, {last}){marking.Base};\n\n");
        text.Append(CultureInfo.InvariantCulture, $"public sealed record Part{number}(string Key, double Value, bool IsSet);\n");
        return text.Append(marking.Beside(number)).ToString();
    }

    private static string Other(int number, int edit)
        => string.Create(CultureInfo.InvariantCulture, $$"""
            namespace Measured;

            public static class Other{{number}}
            {
                public static int Sum(IEnumerable<int> values)
                {
                    var sum = {{edit}};
                    foreach (var value in values)
                    {
                        sum += value;
                    }

                    return sum;
                }
            }
            """);

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path, Encoding.UTF8);
}
