namespace WeatherKd.Grib.Products;

/// <summary>Rows of WMO code table 4.5 (fixed surface types and units) that forecasts commonly use.</summary>
internal static class LevelTypes
{
    private static readonly Dictionary<int, (string Name, string Unit)> Rows = new()
    {
        [1] = ("surface", ""),
        [2] = ("cloud base", ""),
        [3] = ("cloud top", ""),
        [4] = ("0 °C isotherm", ""),
        [6] = ("maximum wind level", ""),
        [7] = ("tropopause", ""),
        [8] = ("top of atmosphere", ""),
        [9] = ("sea bottom", ""),
        [10] = ("entire atmosphere", ""),
        [20] = ("isothermal level", "K"),
        [100] = ("pressure", "Pa"),
        [101] = ("mean sea level", ""),
        [102] = ("height above mean sea level", "m"),
        [103] = ("height above ground", "m"),
        [104] = ("sigma", ""),
        [105] = ("hybrid", ""),
        [106] = ("depth below land", "m"),
        [107] = ("isentropic", "K"),
        [108] = ("pressure above ground", "Pa"),
        [109] = ("potential vorticity", "K m2 kg-1 s-1"),
        [111] = ("eta", ""),
        [118] = ("hybrid height", ""),
        [119] = ("hybrid pressure", ""),
        [150] = ("generalised vertical height", ""),
        [151] = ("soil level", ""),
        [160] = ("depth below sea level", "m"),
        [161] = ("depth below water surface", "m"),
        [162] = ("lake or river bottom", ""),
        [166] = ("mixing layer", ""),
        [200] = ("entire atmosphere", ""),
        [204] = ("highest tropospheric freezing level", ""),
        [214] = ("low cloud layer", ""),
        [220] = ("planetary boundary layer", ""),
        [224] = ("middle cloud layer", ""),
        [234] = ("high cloud layer", ""),
        [255] = ("no level", ""),
    };

    public static string Name(int type) => Rows.TryGetValue(type, out var row) ? row.Name : $"level type {type}";

    public static string Unit(int type) => Rows.TryGetValue(type, out var row) ? row.Unit : "";
}
