using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.Generators;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Documentation;

/// <summary>A program made of what a page of the documentation shows, compiled with the generator as a user's would be.</summary>
internal static partial class DocumentedProgram
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    /// <summary>The blocks of a page in one language, in order.</summary>
    public static IReadOnlyList<string> Blocks(string page, string language)
        => [.. CodeBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
            .Where(match => match.Groups["language"].Value == language)
            .Select(static match => match.Groups["code"].Value)];

    /// <summary>Compiles sources into an assembly of this process; a warning is a failure.</summary>
    public static Assembly Compile(OutputKind kind, params IEnumerable<string> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var cancellation = TestContext.Current.CancellationToken;
        var compilation = CSharpCompilation.Create(
            $"Documented{Guid.NewGuid():N}",
            sources.Prepend(ImplicitUsings).Select(source => CSharpSyntaxTree.ParseText(source, options, cancellationToken: cancellation)),
            References(),
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(Generators(), parseOptions: options).RunGeneratorsAndUpdateCompilation(compilation, out var output, out _, cancellation);
        Assert.Empty(output.GetDiagnostics(cancellation).Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        using var image = new MemoryStream();
        Assert.True(output.Emit(image, cancellationToken: cancellation).Success);
        return Assembly.Load(image.ToArray());
    }

    private static IEnumerable<ISourceGenerator> Generators()
        => typeof(JobGenerator).Assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IIncrementalGenerator)))
            .Select(static type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator());

    private static IEnumerable<MetadataReference> References()
        => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("TypedJobs.Acceptance", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path));

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
