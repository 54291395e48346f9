using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;

namespace TypedJobs.CodeFixes.Handlers;

/// <summary>Adds a handler for a job that has none: a class that compiles, in a file of its own beside the worker. Until it is written it throws, so that no job is taken for done.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddHandlerFix))]
[Shared]
public sealed class AddHandlerFix() : Fix("TJ0005")
{
    /// <inheritdoc/>
    private protected override bool FixesAll => false;

    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => place.Told(FixProperties.Job) is { } job ? $"Add a handler for '{TypeName.Display(job)}'" : null;

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        var project = place.Document.Project;
        if (await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation
            || TypeLookup.Find(compilation, place.Told(FixProperties.Job)!) is not { } job)
        {
            return;
        }

        var space = string.Join(".", place.Node.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().Select(static written => written.Name.ToString()));
        var name = FreeName(compilation, space, job.Name + "Handler");
        var jobName = job.ContainingType is null ? TypeName.Of(job).Simple : job.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
        string[] needed = ["System", "System.Threading", "System.Threading.Tasks", "TypedJobs", .. job is { ContainingType: null, ContainingNamespace.IsGlobalNamespace: false } ? new[] { TypeName.Of(job).Namespace } : []];
        var imports = await Usings.MissingAsync(project, needed.Where(imported => imported != space), cancellationToken).ConfigureAwait(false);
        var head = string.Concat(imports.Select(static imported => $"using {imported};\n")) + (imports.Count > 0 ? "\n" : "") + (space.Length > 0 ? $"namespace {space};\n\n" : "");
        var text =
            $$"""
            {{(TypeName.Of(job).IsPublic ? "public" : "internal")}} sealed class {{name}} : IJobHandler<{{jobName}}>
            {
                public Task HandleAsync({{jobName}} job, JobContext context, CancellationToken cancellationToken)
                {
                    throw new NotImplementedException();
                }
            }

            """;
        var end = await Usings.EndOfLineAsync(place.Document, cancellationToken).ConfigureAwait(false);
        edits.AddFile(place.Document, name + ".cs", (head + text).Replace("\r\n", "\n").Replace("\n", end));
    }

    private static string FreeName(Compilation compilation, string space, string wanted)
    {
        var name = wanted;
        for (var number = 2; compilation.GetTypeByMetadataName(space.Length > 0 ? $"{space}.{name}" : name) is not null; number++)
        {
            name = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }
}
