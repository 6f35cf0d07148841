using WeatherKd.Observations;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>The columns beside the values of a stored run that name the check which a value failed.</summary>
internal static class FlagColumns
{
    /// <summary>Name of the column beside a variable's.</summary>
    public static string NameOf(string variable) => variable + ObservationStore.FlagSuffix;

    /// <summary>The flags of a variable, null where the value passed; null where the rows were stored before there were checks.</summary>
    public static string?[]? FlagsOf(this ParquetColumns rows, string variable) =>
        rows.Has(NameOf(variable)) ? rows.Text(NameOf(variable)) : null;
}
