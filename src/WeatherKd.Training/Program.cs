using WeatherKd.Retraining;
using WeatherKd.Students;
using WeatherKd.Training.Experiments;

var folder = await StationCsvFolder.ReadAsync(args[0], default);
var windows = folder.Align(0.15);
var settings = new TrainingSettings { Epochs = int.Parse(args[2]), Seed = int.Parse(args[3]) };
foreach (var pair in args.Skip(4))
{
    var (name, value) = (pair.Split('=')[0], pair.Split('=')[1]);
    var property = typeof(TrainingSettings).GetProperty(name)!;
    property.SetValue(settings, Convert.ChangeType(value, property.PropertyType));
}
Console.WriteLine(string.Join(' ', windows.Description.WindowCounts) + " " + windows.Description.Split + " " + string.Join(",", windows.Description.Targets));
await new ExperimentRun(windows, Enum.Parse<StudentVariant>(args[1], true), settings, false).RunAsync(
    p => Console.WriteLine($"{p.Epochs,6:f2} {p.Seconds,6:f1}s train {p.Training.Normalised:f4} val {p.Validation.Normalised:f4} hidden {p.ValidationWithoutTeacher?.Normalised:f4} | {string.Join(' ', p.Validation.Rmse.Select(r => r.ToString("f3")))} n {string.Join(' ', p.Validation.Rows)}"), default);
return 0;
