using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>Compiles programs of a test against the framework that runs the test and the TypedJobs that was built with it.</summary>
internal static class Compilations
{
    /// <summary>What the SDK's implicit usings would add to a project of an application.</summary>
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks; global using TypedJobs;";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => IsReferencedByApplications(Path.GetFileName(path)))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>A library with these files, nullable enabled, warnings of level 9999.</summary>
    public static CSharpCompilation Of(string assemblyName, IEnumerable<MetadataReference> references, params string[] sources)
        => CSharpCompilation.Create(
            assemblyName,
            [
                Parse(ImplicitUsings, "Usings.cs"),
                .. sources.Select(static (source, index) => Parse(source, $"Source{index}.cs")),
            ],
            [.. References, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));

    public static SyntaxTree Parse(string source, string path)
        => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    public static CSharpParseOptions Options => ParseOptions;

    private static bool IsReferencedByApplications(string file)
        => file.StartsWith("System.", StringComparison.Ordinal)
            || file is "TypedJobs.dll" or "TypedJobs.Beanstalk.dll" or "Microsoft.Extensions.Logging.Abstractions.dll"
                or "netstandard.dll" or "mscorlib.dll" or "System.dll" or "Microsoft.CSharp.dll" or "Microsoft.Win32.Primitives.dll";
}
