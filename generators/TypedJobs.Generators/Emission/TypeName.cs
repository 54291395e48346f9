using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedJobs.Generators.Emission;

/// <summary>The names by which generated code and files call a type; values only, nothing of the compilation.</summary>
/// <param name="Global">How code names it: <c>global::Acme.Jobs.CreateThumbnail</c>.</param>
/// <param name="Namespace">The namespace as code writes it; empty for the global one.</param>
/// <param name="Simple">The type's own name, escaped where it is a keyword.</param>
/// <param name="IsPublic">Whether the type and all that contain it are public.</param>
internal sealed record TypeName(string Global, string Namespace, string Simple, bool IsPublic)
{
    public static TypeName Of(INamedTypeSymbol type)
        => new(
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            type.ContainingNamespace.IsGlobalNamespace ? string.Empty : type.ContainingNamespace.ToDisplayString(NamespaceFormat),
            Escape(type.Name),
            IsPublicThroughout(type));

    /// <summary>How a message names what code calls <paramref name="global"/>.</summary>
    public static string Display(string global) => global.Replace("global::", string.Empty);

    /// <summary>A name for the file that is generated for the type: unique, since it is derived from the full name without loss.</summary>
    public string HintName
    {
        get
        {
            var name = new StringBuilder();
            foreach (var c in Global.Substring("global::".Length))
            {
                if (c is '.' or '_' || (c < 128 && char.IsLetterOrDigit(c)))
                {
                    name.Append(c);
                }
                else if (c != '@')
                {
                    name.Append('-').Append(((int)c).ToString("x", System.Globalization.CultureInfo.InvariantCulture));
                }
            }

            return name.ToString();
        }
    }

    private static SymbolDisplayFormat NamespaceFormat { get; } = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    public static string Escape(string name)
        => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>Whether a type and all that contain it have names, which they have not while they are being typed.</summary>
    public static bool IsNamed(INamedTypeSymbol type)
    {
        for (ISymbol part = type; part is INamedTypeSymbol or INamespaceSymbol { IsGlobalNamespace: false }; part = part.ContainingSymbol)
        {
            if (part.Name.Length == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPublicThroughout(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }
}
