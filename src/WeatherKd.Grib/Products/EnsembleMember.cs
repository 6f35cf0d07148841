namespace WeatherKd.Grib.Products;

/// <summary>Which member of an ensemble a field belongs to (product templates 4.1, 4.11, 4.60 and 4.61).</summary>
/// <param name="Type">
/// Code table 4.6: 0 high-resolution control, 1 low-resolution control, 2 negatively perturbed, 3 positively perturbed, 4 multi-model.
/// </param>
/// <param name="Number">The member's perturbation number; 0 is the control.</param>
/// <param name="Size">Number of forecasts in the ensemble.</param>
public sealed record EnsembleMember(int Type, int Number, int Size);
