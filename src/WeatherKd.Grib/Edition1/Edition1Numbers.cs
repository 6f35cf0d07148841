namespace WeatherKd.Grib.Edition1;

/// <summary>What a message of edition 1 says in that edition's own numbers (section 1, the product definition).</summary>
/// <param name="TableVersion">Octet 4: version of the parameter table; 1 to 3 is WMO code table 2, from 128 on the centre's own.</param>
/// <param name="Parameter">Octet 9: the parameter's number in that table.</param>
/// <param name="LevelType">Octet 10: code table 3.</param>
/// <param name="LevelOctets">Octets 11 and 12 as one number: the level, or the layer's top × 256 + its bottom.</param>
/// <param name="TimeRange">Octet 21: code table 5.</param>
/// <param name="GridNumber">Octet 7: the centre's number of the grid; 255 where section 2 alone defines it.</param>
public sealed record Edition1Numbers(int TableVersion, int Parameter, int LevelType, int LevelOctets, int TimeRange, int GridNumber);
