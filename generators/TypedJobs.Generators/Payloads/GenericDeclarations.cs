using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Reads how a generic type was declared, for the unsafe accessors of its members.</summary>
internal static class GenericDeclarations
{
    public static GenericDeclaration Of(INamedTypeSymbol type, ITypeSymbol memberType)
    {
        var parameters = new List<ITypeParameterSymbol>();
        var arguments = new List<ITypeSymbol>();
        for (var current = type; current is not null; current = current.ContainingType)
        {
            parameters.InsertRange(0, current.TypeParameters);
            arguments.InsertRange(0, current.TypeArguments);
        }

        return new GenericDeclaration(
            Text(type.OriginalDefinition),
            $"<{string.Join(", ", parameters.Select(static parameter => TypeName.Escape(parameter.Name)))}>",
            $"<{string.Join(", ", arguments.Select(Text))}>",
            string.Concat(parameters.Select(Constraint)),
            Text(memberType));
    }

    private static string Constraint(ITypeParameterSymbol parameter)
    {
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint)
        {
            constraints.Add("unmanaged");
        }
        else if (parameter.HasValueTypeConstraint)
        {
            constraints.Add("struct");
        }
        else if (parameter.HasReferenceTypeConstraint)
        {
            constraints.Add("class");
        }
        else if (parameter.HasNotNullConstraint)
        {
            constraints.Add("notnull");
        }

        constraints.AddRange(parameter.ConstraintTypes.Select(Text));
        if (parameter.HasConstructorConstraint)
        {
            constraints.Add("new()");
        }

        return constraints.Count > 0 ? $" where {TypeName.Escape(parameter.Name)} : {string.Join(", ", constraints)}" : string.Empty;
    }

    private static string Text(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
