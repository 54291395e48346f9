using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Tests.Harness;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>
/// One version of many edits at once: a program that was generated, compiled and loaded, with each edit's declarations in a namespace of its own.
/// </summary>
internal sealed class VersionProgram
{
    private readonly System.Reflection.Assembly _assembly;
    private readonly JsonSerializerContext _json;

    private readonly Dictionary<int, string> _sources;

    private VersionProgram(GeneratorRun run, IEnumerable<(int Number, string Source)> declarations)
    {
        _sources = declarations.ToDictionary(static edit => edit.Number, static edit => edit.Source);
        _assembly = run.Load();
        _json = (JsonSerializerContext)_assembly.GetType("TypedJobs.Generated.JobJson", throwOnError: true)!.GetProperty("Default", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.GetValue(null)!;
    }

    public JsonSerializerOptions Options => _json.Options;

    /// <summary>The program.</summary>
    /// <param name="shared">What all edits may use, in the namespace around theirs.</param>
    /// <param name="declarations">The declarations of the edits, by their numbers.</param>
    public static VersionProgram Of(string shared, IEnumerable<(int Number, string Source)> declarations) => new(GeneratorRun.Of(Sources(shared, declarations)), declarations);

    /// <summary>The files of the program, one an edit.</summary>
    public static string[] Sources(string shared, IEnumerable<(int Number, string Source)> declarations)
        => [Usings, $"namespace Acme;\n{shared}", .. declarations.Select(static edit => $"namespace Acme.E{edit.Number};\n{edit.Source}")];

    /// <summary>The key of an edit's job in the contract.</summary>
    public static string JobOf(int number) => ContractKey.OfJob($"e{number}", 1);

    public JsonTypeInfo TypeInfoOf(int number)
        => Options.TryGetTypeInfo(_assembly.GetType($"Acme.E{number}.Sample", throwOnError: true)!, out var type)
            ? type
            : throw new InvalidOperationException($"Nothing is generated for a job that cannot be carried: {_sources[number]}");

    private const string Usings =
        "global using System.Collections.Frozen; global using System.Collections.Immutable; global using System.Text.Json; global using System.Text.Json.Nodes; global using System.Text.Json.Serialization;";
}
