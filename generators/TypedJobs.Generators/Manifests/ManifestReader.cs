using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Manifests;

/// <summary>
/// Reads manifests from assembly attributes. The generator reads those of referenced assemblies; the analyzers read also that of the
/// assembly that is being compiled, and so judge exactly what the generator has seen.
/// </summary>
internal static class ManifestReader
{
    // The compiler keeps the symbols of references over edits, so that after an edit nothing is read again.
    private static readonly ConditionalWeakTable<IAssemblySymbol, Manifest> AlreadyRead = new();

    // Several analyzers ask for it.
    private static readonly ConditionalWeakTable<Compilation, Manifest> AlreadyGenerated = new();

    /// <summary>The manifests of everything that the compilation references, directly or not. What it can name only by an alias is none of its workers' business.</summary>
    public static EquatableArray<Manifest> OfReferences(Compilation compilation, CancellationToken cancellationToken)
    {
        var manifests = new List<Manifest>();
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (UsesTypedJobs(assembly) && AlreadyRead.GetValue(assembly, Read) is { Version: > 0 } manifest && !ExternAliases.Hide(assembly, compilation))
            {
                manifests.Add(assembly.GivesAccessTo(compilation.Assembly) ? manifest with { InternalsVisible = true } : manifest);
            }
        }

        manifests.Sort(static (left, right) => string.CompareOrdinal(left.Assembly, right.Assembly));
        return manifests.ToEquatableArray();
    }

    /// <summary>What the generator has written into the compilation that an analyzer sees.</summary>
    public static Manifest OfGenerated(Compilation compilation)
        => AlreadyGenerated.GetValue(compilation, ReadGenerated);

    private static Manifest ReadGenerated(Compilation compilation)
        => Read(compilation.Assembly) with { Assembly = string.Empty, InternalsVisible = true };

    /// <summary>The handlers of this compilation, by the name that its manifest has for them.</summary>
    public static Dictionary<string, INamedTypeSymbol> OwnHandlers(Compilation compilation)
    {
        var handlers = new Dictionary<string, INamedTypeSymbol>(StringComparer.Ordinal);
        foreach (var attribute in compilation.Assembly.GetAttributes())
        {
            if (IsOfManifest(attribute.AttributeClass) && attribute.ConstructorArguments is [_, { Value: INamedTypeSymbol handler }])
            {
                handlers[TypeName.Of(handler).Global] = handler;
            }
        }

        return handlers;
    }

    /// <summary>The jobs and earlier versions of this compilation that its manifest names.</summary>
    public static IEnumerable<INamedTypeSymbol> OwnRecords(Compilation compilation)
        => compilation.Assembly.GetAttributes()
            .Where(static attribute => IsOfManifest(attribute.AttributeClass) && attribute.AttributeClass!.Name is "DeclaredJobAttribute" or "DeclaredJobVersionAttribute")
            .Select(static attribute => attribute.ConstructorArguments[0].Value)
            .OfType<INamedTypeSymbol>();

    private static Manifest Read(IAssemblySymbol assembly)
    {
        var version = 0;
        var jobs = new List<DeclaredJob>();
        var versions = new List<DeclaredVersion>();
        var handlers = new List<DeclaredHandler>();
        foreach (var attribute in assembly.GetAttributes().Where(static attribute => IsOfManifest(attribute.AttributeClass)))
        {
            var arguments = attribute.ConstructorArguments;
            switch (attribute.AttributeClass!.Name)
            {
                case "JobManifestAttribute" when arguments.Length == 1 && arguments[0].Value is int written:
                    version = written;
                    break;
                case "DeclaredJobAttribute"
                    when arguments.Length == 4 && TypeOf(arguments[0]) is { } job
                        && arguments[1].Value is string name && arguments[2].Value is int shape && arguments[3].Value is string tube:
                    var needsOwnTube = attribute.NamedArguments.Any(static named => named is { Key: "NeedsOwnTube", Value.Value: true });
                    jobs.Add(new DeclaredJob(job.Global, name, shape, tube, job.IsPublic, needsOwnTube));
                    break;
                case "DeclaredJobVersionAttribute"
                    when arguments.Length == 3 && TypeOf(arguments[0]) is { } record && arguments[1].Value is string name && arguments[2].Value is int shape:
                    versions.Add(new DeclaredVersion(
                        record.Global,
                        name,
                        shape,
                        attribute.NamedArguments.FirstOrDefault(static named => named.Key == "Tube").Value.Value as string,
                        attribute.NamedArguments.Any(static named => named is { Key: "IsBare", Value.Value: true })));
                    break;
                case "DeclaredHandlerAttribute"
                    when arguments.Length == 2 && TypeOf(arguments[0]) is { } job && TypeOf(arguments[1]) is { } handler:
                    handlers.Add(new DeclaredHandler(job.Global, handler.Global, handler.IsPublic));
                    break;
            }
        }

        return version > Manifest.SupportedVersion
            ? new Manifest(assembly.Name, version, InternalsVisible: false, default, default, default)
            : new Manifest(assembly.Name, version, InternalsVisible: false, jobs.ToEquatableArray(), versions.ToEquatableArray(), handlers.ToEquatableArray());
    }

    /// <summary>The class that an argument names; null if its assembly is not referenced here.</summary>
    private static TypeName? TypeOf(TypedConstant argument)
        => argument.Value is INamedTypeSymbol { TypeKind: TypeKind.Class } type ? TypeName.Of(type) : null;

    private static bool UsesTypedJobs(IAssemblySymbol assembly)
    {
        foreach (var module in assembly.Modules)
        {
            foreach (var reference in module.ReferencedAssemblies)
            {
                if (reference.Name == Library.Namespace)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsOfManifest(INamedTypeSymbol? attribute)
        => attribute is { ContainingNamespace: { Name: "CompilerServices", ContainingNamespace: { Name: Library.Namespace, ContainingNamespace.IsGlobalNamespace: true } } };
}
