using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Emission;

namespace TypedJobs.CodeFixes.Versions;

/// <summary>
/// Scaffolds the step from a version to the next: members of one name and type are carried over. If that is not all, the method throws until somebody has
/// written it, so that no job is handled with made-up values.
/// </summary>
internal static class UpgradeText
{
    /// <summary>The method, its lines ending in <c>\n</c>, without a last one.</summary>
    /// <param name="later">The record of the later version.</param>
    /// <param name="earlier">How code names the record of the earlier one.</param>
    /// <param name="members">The names and types of its members.</param>
    /// <param name="isAccessible">Whether the earlier record is as accessible as the later.</param>
    public static string Of(INamedTypeSymbol later, string earlier, IReadOnlyCollection<(string Name, string Type)> members, bool isAccessible = true)
    {
        var record = TypeName.Escape(later.Name);
        var head = isAccessible ? $"public static {record} Upgrade({earlier} old)" : $"static {record} global::TypedJobs.IUpgradeFrom<{earlier}, {record}>.Upgrade({earlier} old)";
        var constructor = later.InstanceConstructors
            .Where(constructor => !constructor.IsImplicitlyDeclared || constructor.Parameters.Length == 0 || !SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, later))
            .OrderByDescending(static constructor => constructor.Parameters.Length)
            .First();
        var arguments = new List<string>();
        var isComplete = true;
        var skipped = false;
        foreach (var parameter in constructor.Parameters)
        {
            if (Find(parameter.Name, parameter.Type) is { } found)
            {
                arguments.Add(skipped ? $"{TypeName.Escape(parameter.Name)}: old.{found}" : $"old.{found}");
            }
            else if (parameter.HasExplicitDefaultValue)
            {
                skipped = true;
            }
            else
            {
                isComplete = false;
                arguments.Add($"/* {parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} {parameter.Name} */");
            }
        }

        var initializers = new List<string>();
        foreach (var property in later.GetMembers().OfType<IPropertySymbol>())
        {
            if (property is { IsStatic: false, SetMethod.DeclaredAccessibility: Accessibility.Public, IsIndexer: false } && constructor.Parameters.All(parameter => parameter.Name != property.Name))
            {
                if (Find(property.Name, property.Type) is { } found)
                {
                    initializers.Add($"{TypeName.Escape(property.Name)} = old.{found}");
                }
                else if (property.IsRequired)
                {
                    isComplete = false;
                    initializers.Add($"{property.Name} = /* {property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} */");
                }
            }
        }

        var creation = $"new({string.Join(", ", arguments)}){(initializers.Count > 0 ? $" {{ {string.Join(", ", initializers)} }}" : string.Empty)}";
        return isComplete
            ? $"{head} => {creation};"
            : $"{head}\n{{\n    // return {creation};\n    throw new global::System.NotImplementedException();\n}}";

        string? Find(string name, ITypeSymbol type)
        {
            var wanted = NameOf(type);
            foreach (var member in members)
            {
                if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase) && (member.Type == wanted || member.Type + "?" == wanted))
                {
                    return TypeName.Escape(member.Name);
                }
            }

            return null;
        }
    }

    /// <summary>How a type is compared with another.</summary>
    public static string NameOf(ITypeSymbol type)
        => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));
}
