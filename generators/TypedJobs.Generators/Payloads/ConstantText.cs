using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedJobs.Generators.Payloads;

/// <summary>The default of a parameter as an expression of C#.</summary>
internal static class ConstantText
{
    /// <summary>The expression.</summary>
    /// <param name="value">The constant, of the parameter's type or that of its enum; null for <c>null</c> and <c>default</c>.</param>
    /// <param name="type">The parameter's type.</param>
    public static string Of(object? value, ITypeSymbol type)
    {
        if (value is null)
        {
            return type.IsValueType && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T ? "default" : "null";
        }

        var underlying = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type;
        return underlying.TypeKind == TypeKind.Enum ? OfEnum(value, (INamedTypeSymbol)underlying) : OfPrimitive(value);
    }

    private static string OfEnum(object value, INamedTypeSymbol type)
    {
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true } field && Equals(field.ConstantValue, value) && !UnnamableTypes.IsBarred(field))
            {
                return $"{name}.{Emission.TypeName.Escape(field.Name)}";
            }
        }

        return $"({name})({OfPrimitive(value)})";
    }

    private static string OfPrimitive(object value)
        => value switch
        {
            bool flag => flag ? "true" : "false",
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            char character => SymbolDisplay.FormatLiteral(character, quote: true),
            float number => OfFloat(number),
            double number => OfDouble(number),
            decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
            long number => number.ToString(CultureInfo.InvariantCulture) + "L",
            ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
            uint number => number.ToString(CultureInfo.InvariantCulture) + "U",
            IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
            _ => "default",
        };

    private static string OfFloat(float number)
        => float.IsNaN(number) ? "float.NaN"
            : float.IsInfinity(number) ? number > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity"
            : number.ToString("R", CultureInfo.InvariantCulture) + "F";

    private static string OfDouble(double number)
        => double.IsNaN(number) ? "double.NaN"
            : double.IsInfinity(number) ? number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity"
            : number.ToString("R", CultureInfo.InvariantCulture) + "D";
}
