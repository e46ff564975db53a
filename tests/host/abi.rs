//! The functions a proxy-wasm module imports, answered from the thread's [`Host`]. They
//! never panic: a panic may not cross `extern "C"`.

use super::record::{Call, Host, Pairs, Reply, host};

const OK: u32 = 0;
const NOT_FOUND: u32 = 1;
const BAD_ARGUMENT: u32 = 2;
const CAS_MISMATCH: u32 = 8;

unsafe extern "C" {
    fn proxy_on_memory_allocate(size: usize) -> *mut u8;
}

/// Bytes the module passed.
unsafe fn bytes<'a>(data: *const u8, size: usize) -> &'a [u8] {
    if data.is_null() {
        &[]
    } else {
        unsafe { std::slice::from_raw_parts(data, size) }
    }
}

unsafe fn text(data: *const u8, size: usize) -> String {
    String::from_utf8_lossy(unsafe { bytes(data, size) }).into_owned()
}

/// Hands bytes over in the module's own memory, as Envoy does.
unsafe fn give(value: &[u8], data: *mut *mut u8, size: *mut usize) -> u32 {
    unsafe {
        let memory = proxy_on_memory_allocate(value.len());
        std::ptr::copy_nonoverlapping(value.as_ptr(), memory, value.len());
        *data = memory;
        *size = value.len();
    }
    OK
}

fn counted<R>(name: &'static str, look: impl FnOnce(&mut Host) -> R) -> R {
    host(|host| {
        *host.counted.entry(name).or_default() += 1;
        look(host)
    })
}

fn encode(pairs: &Pairs) -> Vec<u8> {
    let number = |size: usize| u32::try_from(size).unwrap_or(0).to_le_bytes();
    let mut encoded = number(pairs.len()).to_vec();
    for (name, value) in pairs {
        encoded.extend_from_slice(&number(name.len()));
        encoded.extend_from_slice(&number(value.len()));
    }
    for (name, value) in pairs {
        encoded.extend_from_slice(name);
        encoded.push(0);
        encoded.extend_from_slice(value);
        encoded.push(0);
    }
    encoded
}

fn decode(encoded: &[u8]) -> Pairs {
    let number = |at: usize| {
        let four = encoded
            .get(at..at + 4)
            .and_then(|four| four.try_into().ok());
        four.map_or(0, |four| u32::from_le_bytes(four) as usize)
    };
    let count = number(0);
    let mut at = 4 + count * 8;
    (0..count)
        .map(|index| {
            let mut take = |size: usize| {
                let part = encoded.get(at..at + size).unwrap_or_default().to_vec();
                at += size + 1;
                part
            };
            (take(number(4 + index * 8)), take(number(8 + index * 8)))
        })
        .collect()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_log(level: u32, message: *const u8, size: usize) -> u32 {
    let line = unsafe { text(message, size) };
    counted("log", |host| host.logs.push((level, line)));
    OK
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_get_current_time_nanoseconds(time: *mut u64) -> u32 {
    unsafe { *time = counted("time", |host| host.now_ms) * 1_000_000 };
    OK
}

#[unsafe(no_mangle)]
extern "C" fn proxy_set_tick_period_milliseconds(period: u32) -> u32 {
    counted("tick_period", |host| host.tick_ms = period);
    OK
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_get_buffer_bytes(
    buffer: u32,
    start: usize,
    size_max: usize,
    data: *mut *mut u8,
    size: *mut usize,
) -> u32 {
    let Some(value) = counted("buffer", |host| host.buffers.get(&buffer).cloned()) else {
        return NOT_FOUND;
    };
    let end = value.len().min(start.saturating_add(size_max));
    match value.get(start..end) {
        Some(part) if !part.is_empty() => unsafe { give(part, data, size) },
        Some(_) | None => NOT_FOUND,
    }
}

/// Measured: from its first byte a buffer is replaced whole, or not at all.
#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_set_buffer_bytes(
    buffer: u32,
    start: usize,
    size: usize,
    data: *const u8,
    data_size: usize,
) -> u32 {
    let bytes = unsafe { bytes(data, data_size).to_vec() };
    counted("set_buffer", |host| match host.buffers.get_mut(&buffer) {
        Some(value) if start == 0 && size >= value.len() => {
            *value = bytes;
            OK
        }
        Some(_) => BAD_ARGUMENT,
        None => NOT_FOUND,
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_get_header_map_pairs(
    map: u32,
    data: *mut *mut u8,
    size: *mut usize,
) -> u32 {
    match counted("map", |host| host.maps.get(&map).map(encode)) {
        Some(encoded) => unsafe { give(&encoded, data, size) },
        None => BAD_ARGUMENT,
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_get_property(
    path: *const u8,
    path_size: usize,
    data: *mut *mut u8,
    size: *mut usize,
) -> u32 {
    let path = unsafe { text(path, path_size) }.replace('\0', ".");
    match counted("property", |host| host.properties.get(&path).cloned()) {
        Some(value) => unsafe { give(&value, data, size) },
        None => NOT_FOUND,
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_set_property(
    path: *const u8,
    path_size: usize,
    value: *const u8,
    size: usize,
) -> u32 {
    let (path, value) = unsafe { (text(path, path_size), text(value, size)) };
    counted("set_property", |host| host.filter_state.push((path, value)));
    OK
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_send_local_response(
    status: u32,
    details: *const u8,
    details_size: usize,
    body: *const u8,
    body_size: usize,
    headers: *const u8,
    headers_size: usize,
    _grpc_status: i32,
) -> u32 {
    let reply = unsafe {
        Reply {
            status,
            details: text(details, details_size),
            headers: decode(bytes(headers, headers_size)),
            body: bytes(body, body_size).to_vec(),
        }
    };
    counted("reply", |host| {
        host.replies.push(reply.clone());
        host.reply.get_or_insert(reply);
    });
    OK
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_define_metric(
    _kind: u32,
    name: *const u8,
    size: usize,
    id: *mut u32,
) -> u32 {
    let name = unsafe { text(name, size) };
    let defined = counted("define", |host| {
        host.counters.push((name, 0));
        host.counters.len() - 1
    });
    unsafe { *id = u32::try_from(defined).unwrap_or(0) };
    OK
}

#[unsafe(no_mangle)]
extern "C" fn proxy_increment_metric(id: u32, offset: i64) -> u32 {
    counted("increment", |host| {
        let Ok(by @ 1..) = u64::try_from(offset) else {
            return BAD_ARGUMENT;
        };
        match host.counters.get_mut(id as usize) {
            Some((_, value)) => {
                *value += by;
                OK
            }
            None => NOT_FOUND,
        }
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_get_shared_data(
    key: *const u8,
    key_size: usize,
    data: *mut *mut u8,
    size: *mut usize,
    cas: *mut u32,
) -> u32 {
    let key = unsafe { text(key, key_size) };
    match counted("get_shared", |host| host.shared.get(&key).cloned()) {
        Some((value, version)) => unsafe {
            *cas = version;
            give(&value, data, size)
        },
        None => NOT_FOUND,
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_set_shared_data(
    key: *const u8,
    key_size: usize,
    value: *const u8,
    size: usize,
    cas: u32,
) -> u32 {
    let (key, value) = unsafe { (text(key, key_size), bytes(value, size).to_vec()) };
    counted("set_shared", |host| {
        let version = host.shared.get(&key).map_or(0, |(_, version)| *version);
        if cas != 0 && cas != version {
            return CAS_MISMATCH;
        }
        host.shared.insert(key, (value, version + 1));
        OK
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_http_call(
    cluster: *const u8,
    cluster_size: usize,
    headers: *const u8,
    headers_size: usize,
    body: *const u8,
    body_size: usize,
    _trailers: *const u8,
    _trailers_size: usize,
    _timeout: u32,
    token: *mut u32,
) -> u32 {
    let (cluster, headers, body) = unsafe {
        (
            text(cluster, cluster_size),
            decode(bytes(headers, headers_size)),
            bytes(body, body_size).to_vec(),
        )
    };
    let sent = counted("call", |host| {
        if !host.clusters.contains(&cluster) {
            return None;
        }
        let token = u32::try_from(host.calls.len()).unwrap_or(0) + 1;
        host.calls.push(Call {
            token,
            cluster,
            headers,
            body,
        });
        Some(token)
    });
    match sent {
        Some(sent) => {
            unsafe { *token = sent };
            OK
        }
        None => BAD_ARGUMENT,
    }
}
