using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>The names of a program's types, each made once: jobs by the thousand carry the same few, and a name costs more than all else about them.</summary>
internal sealed class PayloadNames
{
    private static readonly ConditionalWeakTable<Compilation, PayloadNames> OfCompilations = new();

    private readonly ConcurrentDictionary<ITypeSymbol, string> _full = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, string> _ids = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, PayloadReference> _scalars = new(SymbolEqualityComparer.Default);

    public static PayloadNames Of(Compilation compilation) => OfCompilations.GetValue(compilation, static _ => new PayloadNames());

    /// <summary>How code names a type: <c>global::Acme.Line</c>.</summary>
    public string Full(ITypeSymbol type) => _full.GetOrAdd(type, static type => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));

    /// <summary>A part of an identifier that is the type's alone; see <see cref="PayloadIds"/>.</summary>
    public string Id(ITypeSymbol type) => _ids.GetOrAdd(type, PayloadIds.Of);

    /// <summary>How code refers to a scalar.</summary>
    public PayloadReference Scalar(ITypeSymbol type, Scalar scalar)
        => _scalars.TryGetValue(type, out var known) ? known : _scalars[type] = new PayloadReference(Full(type), Id(type), scalar, type.IsReferenceType);
}
