using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Network;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Export;

/// <summary>Says what a student was made from.</summary>
internal static class StudentLineages
{
    public static StudentLineage Of(
        StudentNetwork network,
        DatasetDescription description,
        TrainingSettings settings,
        int epochs,
        int bestEpoch,
        string? parent) => new()
    {
        Variant = network.Shape.Variant,
        Model = description.Model,
        DatasetId = description.Id,
        Stations = description.Stations,
        Inputs = description.Inputs,
        TeacherVariables = description.TeacherVariables,
        Targets = description.Targets,
        HistoryHours = description.HistoryHours,
        HorizonHours = description.HorizonHours,
        QuantileLevels = StudentGraph.QuantileLevels,
        TrainedFrom = description.Split.FirstOrigin.ToTime(),
        TrainedTo = description.Split.ValidationEnd.ToTime(),
        Settings = settings,
        Epochs = epochs,
        BestEpoch = bestEpoch,
        Parameters = network.ParameterCount,
        Parent = parent,
        CodeVersion = typeof(StudentLineages).Assembly.GetName().Version!.ToString(3),
    };
}
