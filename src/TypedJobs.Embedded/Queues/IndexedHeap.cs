namespace TypedJobs.Embedded.Queues;

/// <summary>The order of a heap, and where its items keep their place in it.</summary>
internal interface IHeapOrder<in T>
{
    static abstract bool Before(T first, T second);

    static abstract ref int IndexOf(T item);
}

/// <summary>A binary heap whose items know their place, so that any of them is removed or moved in logarithmic time.</summary>
internal sealed class IndexedHeap<T, TOrder>
    where T : class
    where TOrder : struct, IHeapOrder<T>
{
    private const int Smallest = 4;

    private T[] _items = [];

    public int Count { get; private set; }

    /// <summary>The first by the order; null if there is none.</summary>
    public T? First => Count == 0 ? null : _items[0];

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(Smallest, Count * 2));
        }

        Rise(item, Count++);
    }

    public void Remove(T item)
    {
        var index = TOrder.IndexOf(item);
        var last = _items[--Count];
        _items[Count] = null!;
        if (index < Count)
        {
            Settle(last, index);
        }

        if (Count < _items.Length / 4 && _items.Length > Smallest)
        {
            Array.Resize(ref _items, _items.Length / 2);
        }
    }

    /// <summary>Finds the place of an item whose key has changed.</summary>
    public void Update(T item) => Settle(item, TOrder.IndexOf(item));

    public void Clear()
    {
        _items = [];
        Count = 0;
    }

    private void Settle(T item, int index)
    {
        if (index > 0 && TOrder.Before(item, _items[(index - 1) / 2]))
        {
            Rise(item, index);
        }
        else
        {
            Sink(item, index);
        }
    }

    private void Rise(T item, int index)
    {
        var items = _items;
        while (index > 0)
        {
            var above = (index - 1) / 2;
            if (!TOrder.Before(item, items[above]))
            {
                break;
            }

            Place(items[above], index);
            index = above;
        }

        Place(item, index);
    }

    private void Sink(T item, int index)
    {
        var items = _items;
        while (true)
        {
            var below = (2 * index) + 1;
            if (below >= Count)
            {
                break;
            }

            if (below + 1 < Count && TOrder.Before(items[below + 1], items[below]))
            {
                below++;
            }

            if (!TOrder.Before(items[below], item))
            {
                break;
            }

            Place(items[below], index);
            index = below;
        }

        Place(item, index);
    }

    private void Place(T item, int index)
    {
        _items[index] = item;
        TOrder.IndexOf(item) = index;
    }
}
