using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// Walks from a job through the types of its members. The generator and the analyzer both call it: what the analyzer reports here,
/// the generator writes no JSON for, and the rule stands once.
/// </summary>
internal sealed class PayloadParser
{
    private readonly Compilation _compilation;
    private readonly PositionalRecordReader _positionalRecords;
    private readonly Action<Diagnostic>? _report;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<ITypeSymbol, PayloadReference> _references = new(SymbolEqualityComparer.Default);
    private readonly List<PayloadType> _types = [];
    private bool _valid = true;

    private PayloadParser(Compilation compilation, Action<Diagnostic>? report, CancellationToken cancellationToken)
    {
        _compilation = compilation;
        _positionalRecords = new PositionalRecordReader(compilation, cancellationToken);
        _report = report;
        _cancellationToken = cancellationToken;
    }

    /// <summary>What the job carries, or null if something cannot be carried; then each fault has gone to <paramref name="report"/>.</summary>
    public static Payload? Parse(
        INamedTypeSymbol job, Location location, Compilation compilation, Action<Diagnostic>? report, CancellationToken cancellationToken)
    {
        var parser = new PayloadParser(compilation, report, cancellationToken);
        parser.Refer(job, new PayloadPlace(job.Name, location));
        return parser._valid
            ? new Payload(
                parser._references.Values.OrderBy(static reference => reference.Name, StringComparer.Ordinal).ToEquatableArray(),
                parser._types.OrderBy(static type => type.Reference.Name, StringComparer.Ordinal).ToEquatableArray())
            : null;
    }

    private PayloadReference? Refer(ITypeSymbol type, PayloadPlace place)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_references.TryGetValue(type, out var known))
        {
            return known;
        }

        if (Scalar.Of(type) is { } scalar)
        {
            var id = type is IArrayTypeSymbol ? PayloadIds.OfWrapped("Array", "byte") : type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            return Remember(type, FullName(type), id, scalar);
        }

        if (CollectionKind.Of(type) is var (kind, elementType))
        {
            return Refer(elementType, place.Element) is { } element
                ? Remember(type, kind.NameOf(element.Name), PayloadIds.OfWrapped(kind.Name, element.Id), reference => new CollectionPayload(reference, kind, element))
                : null;
        }

        if (type is not INamedTypeSymbol named || UnsuitableTypes.Violation(named, _compilation) is not null)
        {
            return Fault(place, type, UnsuitableTypes.Violation(type, _compilation)!);
        }

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return Refer(named.TypeArguments[0], place) is { } underlying
                ? Remember(type, underlying.Name + "?", PayloadIds.OfWrapped("Nullable", underlying.Id), reference => new NullablePayload(reference, underlying))
                : null;
        }

        return named.TypeKind == TypeKind.Enum
            ? Remember(type, FullName(type), PayloadIds.OfNamed(named), reference => EnumReader.Read(reference, named))
            : ReferToObject(named, place);
    }

    private PayloadReference? ReferToObject(INamedTypeSymbol type, PayloadPlace place)
    {
        var faults = new List<(ISymbol? Member, string What)>();
        var shape = _positionalRecords.TryRead(type) ?? new ObjectReader(type, faults, _cancellationToken).Read();
        foreach (var (member, what) in faults)
        {
            if (member is null)
            {
                Fault(place, type, what);
            }
            else
            {
                Fault(place.Member(member.Name, member.Locations.FirstOrDefault()), TypeOf(member), what);
            }
        }

        if (shape is null)
        {
            return null;
        }

        // Remembered before its members are looked at: a type may contain itself.
        var reference = Remember(type, FullName(type), PayloadIds.OfNamed(type), scalar: null);
        var members = new List<PayloadMember>();
        var names = new Dictionary<string, string>();
        foreach (var member in shape.Members)
        {
            var memberPlace = place.Member(member.Name, member.Location);
            if (names.TryGetValue(member.JsonName, out var namesake))
            {
                Fault(memberPlace, member.Type, $"its name in JSON, '{member.JsonName}', is also that of '{namesake}'; give one of them another with [JsonPropertyName]");
            }
            else if (Refer(member.Type, memberPlace) is { } memberType)
            {
                names.Add(member.JsonName, member.Name);
                members.Add(new PayloadMember(
                    member.Name, member.JsonName, memberType, member.DeclaringType, member.Setter, member.IsRequired, member.IsNotNull, member.MustBeInitialized));
            }
        }

        _types.Add(new ObjectPayload(reference, TypeName.Escape(type.Name), members.ToEquatableArray(), shape.Construction));
        return reference;
    }

    private PayloadReference Remember(ITypeSymbol type, string name, string id, Func<PayloadReference, PayloadType> file)
    {
        var reference = Remember(type, name, id, scalar: null);
        _types.Add(file(reference));
        return reference;
    }

    private PayloadReference Remember(ITypeSymbol type, string name, string id, Scalar? scalar)
        => _references[type] = new PayloadReference(name, id, scalar, type.IsReferenceType);

    private static string FullName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private PayloadReference? Fault(PayloadPlace place, ITypeSymbol type, string what)
    {
        _valid = false;
        _report?.Invoke(Diagnostic.Create(
            PayloadDiagnostics.NotCarried, place.Location, place.Path, type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), what));
        return null;
    }

    private static ITypeSymbol TypeOf(ISymbol member)
        => member switch
        {
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            _ => member.ContainingType,
        };
}
